package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec.Autoscaling;
import dev.windrose.api.InferenceWorkloadSpec.Metric;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.member.MemberReports;
import dev.windrose.hub.placement.KnownWorkloads.Known;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Phase;
import dev.windrose.placement.scaling.PlaceLoad;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.WorkloadStatus.Figure;
import dev.windrose.protocol.WorkloadStatus.Load;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Follows the load that members tell with the number of replicas. Where they go is the planner's; what a member's own
 * autoscaler sets is left to it, and then nothing of that workload is scaled here.
 */
@ApplicationScoped
public class ScalingLoop {
    /** Loads are told each 15 s; a number that changes is acted on at once. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final KnownWorkloads known;
    private final PgPlanStore plans;
    private final World world;
    private final MemberReports reports;
    private final Scalings scalings;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;

    public ScalingLoop(
            KnownWorkloads known,
            PgPlanStore plans,
            World world,
            MemberReports reports,
            Scalings scalings,
            InstantSource clock,
            Signals signals,
            MeterRegistry metrics) {
        this.known = known;
        this.plans = plans;
        this.world = world;
        this.reports = reports;
        this.scalings = scalings;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("scaling", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var asking = known.list().stream()
                .filter(each -> each.object().spec().autoscaling() != null
                        && !each.object().deleting())
                .toList();
        if (asking.isEmpty()) {
            return;
        }
        var stored = plans.read();
        var parts = world.parts(stored);
        var byWorkload = stored.assignments().stream()
                .collect(Collectors.groupingBy(a -> a.key().workload()));
        var now = clock.instant();
        var cases = new ArrayList<Scalings.Case>();
        for (var each : asking) {
            var assignments = byWorkload.getOrDefault(each.object().uid(), List.of());
            var observed = new HashMap<AssignmentKey, MemberReport>();
            assignments.forEach(a -> world.report(stored, parts, a).ifPresent(r -> observed.put(a.key(), r)));
            if (ScalingStatuses.autoscalers(assignments, observed).isEmpty()) {
                ScalingPolicies.of(each.object().spec())
                        .ifPresent(policy ->
                                cases.add(new Scalings.Case(each, policy, loads(each, parts, assignments, now))));
            }
        }
        if (!cases.isEmpty() && scalings.decide(cases, now)) {
            signals.raise(Topic.SCALING);
        }
    }

    /** What drains still carries load, but its silence says nothing: it goes anyway. */
    private List<PlaceLoad> loads(Known workload, Parts parts, List<Assignment> assignments, Instant now) {
        var asked = Objects.requireNonNull(workload.object().spec().autoscaling(), "scaled by load");
        var loads = new ArrayList<PlaceLoad>();
        for (var assignment : assignments) {
            var load = load(asked, parts, assignment, now);
            if (assignment.phase() != Phase.DRAINING || load instanceof PlaceLoad.Told) {
                loads.add(load);
            }
        }
        return loads;
    }

    private PlaceLoad load(Autoscaling asked, Parts parts, Assignment assignment, Instant now) {
        var cluster = new ClusterName(assignment.key().cluster().value());
        Optional<MemberReports.HeardLoad> heard =
                parts.reportKey(assignment).flatMap(key -> reports.load(new MemberReports.Subject(cluster, key)));
        if (heard.isEmpty()) {
            boolean away = reports.facts(cluster.value()).presence() != PresenceState.PRESENT;
            return new PlaceLoad.Silent(
                    cluster.value(), away ? "no session with its agent" : "its agent has told no load of it yet");
        }
        Load load = heard.get().load();
        Figure figure = ScalingPolicies.metric(asked) == Metric.queueLength ? load.requests() : load.tokensPerSecond();
        return new PlaceLoad.Told(
                cluster.value(), now.minus(heard.get().age()), figure.sum(), figure.answered(), load.asked());
    }
}
