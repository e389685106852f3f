package dev.windrose.hub.placement;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.pause.PauseConditions;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.inventory.WorkloadUid;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Writes into each workload's status what plan and members say. A status that says the same is not written. */
@ApplicationScoped
public class WorkloadStatusLoop {
    private static final Duration PERIOD = Duration.ofSeconds(30);

    /** In a burst, statuses would be overtaken before anybody reads them. */
    private static final Duration SPACING = Duration.ofMillis(250);

    /** Writes at once: enough to fill the database's group commit, few enough to leave the pool to others. */
    private static final int WRITERS = 6;

    private final FleetObjects objects;
    private final KnownWorkloads known;
    private final PgPlanStore plans;
    private final World world;
    private final LatestPlan latest;
    private final Pauses pauses;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;
    private final Semaphore permits = new Semaphore(WRITERS);

    public WorkloadStatusLoop(
            FleetObjects objects,
            KnownWorkloads known,
            PgPlanStore plans,
            World world,
            LatestPlan latest,
            Pauses pauses,
            InstantSource clock,
            Signals signals,
            MeterRegistry metrics) {
        this.objects = objects;
        this.known = known;
        this.plans = plans;
        this.world = world;
        this.latest = latest;
        this.pauses = pauses;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("workload-status", PERIOD, SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(loop::wake, Topic.PLAN, Topic.REPORTS, Topic.FLEET);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() throws InterruptedException {
        var stored = plans.read();
        var byWorkload = stored.assignments().stream()
                .sorted(Comparator.comparing(Assignment::key))
                .collect(Collectors.groupingBy(a -> a.key().workload()));
        var parts = world.parts(stored);
        var revisions = stored.revisions().stream().collect(Collectors.groupingBy(Revision::uid));
        var held = new HeldBack(pauses);
        var writes = known.list().stream()
                .map(KnownWorkloads.Known::object)
                .map(workload -> write(workload, inputs(stored, parts, byWorkload, revisions, workload), held))
                .toList();
        runAll(writes);
    }

    private WorkloadStatuses.Inputs inputs(
            StoredPlan stored,
            Parts parts,
            Map<WorkloadUid, List<Assignment>> byWorkload,
            Map<WorkloadUid, List<Revision>> revisions,
            WorkloadObject workload) {
        var assignments = byWorkload.getOrDefault(workload.uid(), List.of());
        var observed = new HashMap<AssignmentKey, MemberReport>();
        assignments.forEach(a -> world.report(stored, parts, a).ifPresent(report -> observed.put(a.key(), report)));
        return new WorkloadStatuses.Inputs(
                workload,
                assignments,
                observed,
                latest.workload(workload.uid()),
                HeldBack.sameSpec(workload, revisions.getOrDefault(workload.uid(), List.of())),
                workload.tree().at("/status/conditions"),
                clock.instant());
    }

    private Callable<Void> write(WorkloadObject workload, WorkloadStatuses.Inputs inputs, HeldBack held) {
        return () -> {
            permits.acquire();
            try {
                var status = PauseConditions.add(
                        Json.tree(WorkloadStatuses.of(inputs)),
                        inputs.before(),
                        workload.generation(),
                        held.of(workload, inputs.assignments()),
                        inputs.now());
                if (!objects.writeStatus(FleetKinds.WORKLOADS, workload.tree(), status)) {
                    loop.wake();
                }
            } finally {
                permits.release();
            }
            return null;
        };
    }

    /** All are tried; the first failure is the pass's. */
    private static void runAll(List<Callable<Void>> writes) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var written : threads.invokeAll(writes)) {
                written.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a status could not be written", e.getCause());
        }
    }
}
