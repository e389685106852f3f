package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadStatus.Autoscaling;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.pause.PauseConditions;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.placement.KnownWorkloads.Known;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.kubeapi.service.KubeClient.StatusUpdate;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.inventory.WorkloadUid;
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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes into each workload's status what plan and members say, all that changed in one write. A status that says the same
 * is not written; a workload of which nothing changed is looked at once in a period only.
 */
@ApplicationScoped
public class WorkloadStatusLoop {
    private static final Duration PERIOD = Duration.ofSeconds(30);

    /** In a burst, statuses would be overtaken before anybody reads them. */
    private static final Duration SPACING = Duration.ofMillis(250);

    /** After a pass that wrote many, for each of those goes through several states until it is ready. */
    private static final Duration SPACING_IN_A_BURST = Duration.ofSeconds(2);

    private static final int MANY = 10;

    /** Statuses that are held in memory until they are written: the whys of many clusters make one some KB large. */
    private static final int AT_ONCE = 200;

    /**
     * All that a status follows from but the time, and the status as it stands.
     *
     * @param status missing while there is none
     */
    private record Facts(
            long generation,
            List<Assignment> assignments,
            Map<AssignmentKey, MemberReport> observed,
            Optional<WorkloadReport> report,
            List<Revision> revisions,
            List<Held> pauses,
            Optional<Autoscaling> scaling,
            JsonNode status) {}

    private final FleetObjects objects;
    private final KnownWorkloads known;
    private final PgPlanStore plans;
    private final World world;
    private final LatestPlan latest;
    private final Pauses pauses;
    private final Scalings scalings;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;

    /** Of workloads whose status was found to say what it should. */
    private Map<WorkloadUid, Facts> settledFacts = Map.of();

    private Instant lookedAt = Instant.MIN;
    private Duration spacing = SPACING;

    public WorkloadStatusLoop(
            FleetObjects objects,
            KnownWorkloads known,
            PgPlanStore plans,
            World world,
            LatestPlan latest,
            Pauses pauses,
            Scalings scalings,
            InstantSource clock,
            Signals signals,
            MeterRegistry metrics) {
        this.objects = objects;
        this.known = known;
        this.plans = plans;
        this.world = world;
        this.latest = latest;
        this.pauses = pauses;
        this.scalings = scalings;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("workload-status", PERIOD, () -> spacing, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(loop::wake, Topic.PLAN, Topic.REPORTS, Topic.FLEET, Topic.SCALING);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var stored = plans.read();
        var byWorkload = stored.assignments().stream()
                .collect(Collectors.groupingBy(a -> a.key().workload()));
        var revisions = stored.revisions().stream().collect(Collectors.groupingBy(Revision::uid));
        var parts = world.parts(stored);
        var held = new HeldBack(pauses);
        var now = clock.instant();
        var settled = settled(now);
        var outlooks = world.outlooks();
        var writes = new Writes();
        var next = new HashMap<WorkloadUid, Facts>();
        for (var each : known.list()) {
            var workload = each.object();
            var assignments = byWorkload.getOrDefault(workload.uid(), List.of());
            var facts = new Facts(
                    workload.generation(),
                    assignments,
                    observed(stored, parts, assignments),
                    latest.workload(workload.uid()),
                    revisions.getOrDefault(workload.uid(), List.of()),
                    held.of(workload, assignments),
                    scalings.told(each),
                    workload.tree().path("status"));
            if (!facts.equals(settled.get(workload.uid()))) {
                var status = status(each, facts, outlooks, now);
                if (!Json.same(status, facts.status())) {
                    writes.add(new StatusUpdate(workload.tree(), status));
                    continue;
                }
            }
            next.put(workload.uid(), facts);
        }
        settledFacts = next;
        writes.flush();
        spacing = writes.count > MANY ? SPACING_IN_A_BURST : SPACING;
        if (!writes.allStand) {
            loop.wake();
        }
    }

    /** The writes of one pass. */
    private final class Writes {
        private final List<StatusUpdate> waiting = new ArrayList<>();
        private int count;
        private boolean allStand = true;

        void add(StatusUpdate each) {
            waiting.add(each);
            if (waiting.size() == AT_ONCE) {
                flush();
            }
        }

        void flush() {
            allStand &= objects.writeStatuses(FleetKinds.WORKLOADS, waiting);
            count += waiting.size();
            waiting.clear();
        }
    }

    /** What needs no second look; every so often nothing, so that all is looked at. */
    private Map<WorkloadUid, Facts> settled(Instant now) {
        if (now.isBefore(lookedAt.plus(PERIOD))) {
            return settledFacts;
        }
        lookedAt = now;
        return Map.of();
    }

    private Map<AssignmentKey, MemberReport> observed(StoredPlan stored, Parts parts, List<Assignment> assignments) {
        var observed = new HashMap<AssignmentKey, MemberReport>();
        assignments.forEach(a -> world.report(stored, parts, a).ifPresent(report -> observed.put(a.key(), report)));
        return observed;
    }

    private static ObjectNode status(Known known, Facts facts, Outlooks outlooks, Instant now) {
        var workload = known.object();
        var before = facts.status().path("conditions");
        var inputs = new WorkloadStatuses.Inputs(
                workload,
                facts.assignments(),
                facts.observed(),
                facts.report(),
                HeldBack.sameSpec(workload, facts.revisions()),
                key -> outlooks.of(known.resumed(), key),
                facts.scaling(),
                before,
                now);
        return PauseConditions.add(
                Json.tree(WorkloadStatuses.of(inputs)), before, workload.generation(), facts.pauses(), now);
    }
}
