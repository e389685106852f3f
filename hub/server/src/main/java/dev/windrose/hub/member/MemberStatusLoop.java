package dev.windrose.hub.member;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.pause.PauseConditions;
import dev.windrose.hub.pause.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;

/** Writes what members say of themselves into MemberCluster, at most once a second, and only a change of meaning. */
@ApplicationScoped
public class MemberStatusLoop {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final FleetObjects objects;
    private final MemberReports reports;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;

    public MemberStatusLoop(
            FleetObjects objects, MemberReports reports, InstantSource clock, Signals signals, MeterRegistry metrics) {
        this.objects = objects;
        this.reports = reports;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("member-status", PERIOD, SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(loop::wake, Topic.MEMBERS, Topic.PRESENCE, Topic.INVENTORY);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        for (var tree : objects.list(FleetKinds.MEMBERS)) {
            var facts = reports.facts(tree.path("metadata").path("name").asText());
            var now = clock.instant();
            var status = PauseConditions.add(
                    Json.tree(MemberStatuses.of(facts, tree.path("status"), now)),
                    tree.at("/status/conditions"),
                    0,
                    Pauses.of(Pauses.Scope.CLUSTER, tree).stream().toList(),
                    now);
            if (!objects.writeStatus(FleetKinds.MEMBERS, tree, status)) {
                loop.wake();
            }
        }
    }
}
