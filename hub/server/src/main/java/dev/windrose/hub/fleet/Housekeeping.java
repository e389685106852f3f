package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.event.Events;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.hub.store.db.Database;
import dev.windrose.hub.store.db.ResourceLog;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.GarbageCollector;
import dev.windrose.kubeapi.service.KubeService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What must be there, and what nobody needs any more: the default namespace, old log rows, unused bodies and specs, old events, objects
 * whose owners are gone.
 */
@ApplicationScoped
public class Housekeeping {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** The watch window: far more than a client that reconnects falls behind. */
    private static final int LOG_ROWS = 100_000;

    private final FleetObjects objects;
    private final ResourceLog log;
    private final PgPlanStore plans;
    private final KubeService service;
    private final Events events;
    private final InstantSource clock;
    private final Loop loop;
    private @Nullable GarbageCollector garbage;

    public Housekeeping(
            FleetObjects objects,
            ResourceLog log,
            PgPlanStore plans,
            KubeService service,
            Events events,
            InstantSource clock,
            MeterRegistry metrics) {
        this.objects = objects;
        this.log = log;
        this.plans = plans;
        this.service = service;
        this.events = events;
        this.clock = clock;
        this.loop = new Loop("housekeeping", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(2400) StartupEvent event) {
        objects.createIfAbsent(ResourceRegistry.NAMESPACES, namespace("default"));
        garbage = service.collectGarbage();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
        if (garbage != null) {
            garbage.close();
        }
    }

    private void pass() {
        log.trim(LOG_ROWS);
        plans.tidy();
        Database.await(service.reapNamespaces());
        events.expire(clock.instant());
    }

    private static ObjectNode namespace(String name) {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", name);
        return object;
    }
}
