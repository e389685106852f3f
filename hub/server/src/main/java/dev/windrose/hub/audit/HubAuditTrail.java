package dev.windrose.hub.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.store.db.PgResourceStore;
import dev.windrose.kubeapi.audit.AuditTrail;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Gives every request its account. A change takes it along into its transaction (see the migration); what changed
 * nothing (refusals, dry runs) waits in a bounded queue and is written in batches, for nothing is lost with it but the
 * knowledge that somebody tried.
 */
@ApplicationScoped
public class HubAuditTrail implements AuditTrail {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration SPACING = Duration.ofMillis(200);
    private static final int QUEUED = 10_000;
    private static final int BATCH = 500;

    private final PgResourceStore store;
    private final PgAuditLog log;
    private final BlockingQueue<ObjectNode> queue = new ArrayBlockingQueue<>(QUEUED);
    private final RefusalLimit limit = new RefusalLimit();
    private final Counter dropped;
    private final Loop loop;

    public HubAuditTrail(PgResourceStore store, PgAuditLog log, MeterRegistry metrics) {
        this.store = store;
        this.log = log;
        this.dropped = metrics.counter("windrose_audit_dropped_total");
        this.loop = new Loop("audit", PERIOD, SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(2300) StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    @Override
    public Entry begin(Attempt attempt) {
        return new AuditAccount(attempt, store, this::offer);
    }

    private void offer(ObjectNode account) {
        var stands = account.path("code").asInt() >= 400 ? admitted(account) : 1;
        if (stands == 0) {
            return;
        }
        if (stands > 1) {
            account.put("count", stands);
        }
        if (!queue.offer(account)) {
            dropped.increment();
        }
        loop.wake();
    }

    private int admitted(ObjectNode account) {
        var kind = "%s %s %s %s %s"
                .formatted(
                        account.path("user").asText(),
                        account.path("source").asText(),
                        account.path("verb").asText(),
                        account.path("resource").asText(),
                        account.path("code").asText());
        synchronized (limit) {
            return limit.admit(kind, System.nanoTime());
        }
    }

    private void pass() {
        List<ObjectNode> batch = new ArrayList<>();
        while (queue.drainTo(batch, BATCH) > 0) {
            log.append(batch);
            batch.clear();
        }
    }
}
