package dev.windrose.hub.audit;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Lets go of audit rows that are older than the retention. */
@ApplicationScoped
public class AuditRetention {
    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final PgAuditLog log;
    private final HubConfig config;
    private final Loop loop;

    public AuditRetention(PgAuditLog log, HubConfig config, MeterRegistry metrics) {
        this.log = log;
        this.config = config;
        this.loop = new Loop("audit-retention", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(2300) StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        log.keep(config.audit().retentionDays());
        var more = true;
        while (more) {
            more = log.prune();
        }
    }
}
