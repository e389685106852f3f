package dev.windrose.hub.pause;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.Fleet;
import dev.windrose.api.Names;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Sees to it that the Fleet is there, and says in its status whether it is paused. */
@ApplicationScoped
public class FleetStatusLoop {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final FleetObjects objects;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;

    public FleetStatusLoop(FleetObjects objects, InstantSource clock, Signals signals, MeterRegistry metrics) {
        this.objects = objects;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("fleet-status", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(2400) StartupEvent event) {
        objects.createIfAbsent(FleetKinds.FLEETS, fleet());
        signals.on(loop::wake, Topic.FLEET);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        Optional<ObjectNode> found = objects.find(FleetKinds.FLEETS, "", Fleet.NAME);
        if (found.isEmpty()) {
            objects.createIfAbsent(FleetKinds.FLEETS, fleet());
            return;
        }
        var object = found.get();
        var status = PauseConditions.add(
                Json.MAPPER.createObjectNode(),
                object.at("/status/conditions"),
                object.at("/metadata/generation").asLong(),
                Pauses.of(Pauses.Scope.FLEET, object).stream().toList(),
                clock.instant());
        if (!objects.writeStatus(FleetKinds.FLEETS, object, status)) {
            loop.wake();
        }
    }

    private static ObjectNode fleet() {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", Names.API_VERSION).put("kind", "Fleet");
        object.putObject("metadata").put("name", Fleet.NAME);
        object.putObject("spec");
        return object;
    }
}
