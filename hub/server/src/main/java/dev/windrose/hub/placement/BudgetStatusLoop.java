package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.loop.Loop;
import dev.windrose.hub.loop.Signals;
import dev.windrose.hub.loop.Signals.Topic;
import dev.windrose.hub.placement.db.PgPlanStore;
import dev.windrose.kubeapi.service.KubeClient.StatusUpdate;
import dev.windrose.placement.Phase;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.inventory.WorkloadUid;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes into each Budget what the newest plan takes of it. */
@ApplicationScoped
public class BudgetStatusLoop {
    private static final Duration PERIOD = Duration.ofSeconds(30);

    /** In a burst of plans, statuses would be overtaken before anybody reads them. */
    private static final Duration SPACING = Duration.ofSeconds(1);

    private final FleetMirror mirror;
    private final FleetObjects objects;
    private final PgPlanStore plans;
    private final LatestPlan latest;
    private final InstantSource clock;
    private final Signals signals;
    private final Loop loop;

    public BudgetStatusLoop(
            FleetMirror mirror,
            FleetObjects objects,
            PgPlanStore plans,
            LatestPlan latest,
            InstantSource clock,
            Signals signals,
            MeterRegistry metrics) {
        this.mirror = mirror;
        this.objects = objects;
        this.plans = plans;
        this.latest = latest;
        this.clock = clock;
        this.signals = signals;
        this.loop = new Loop("budget-status", PERIOD, () -> SPACING, metrics, this::pass);
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        signals.on(loop::wake, Topic.PLAN, Topic.BUDGETS);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var budgets = mirror.list(FleetKinds.BUDGETS);
        if (budgets.isEmpty() || !latest.isKnown()) {
            return;
        }
        var gpus = gpus();
        Map<String, List<WorkloadReport>> reports = new HashMap<>();
        latest.workloads()
                .forEach(report -> reports.computeIfAbsent(report.namespace(), _ -> new ArrayList<>())
                        .add(report));
        var writes = new ArrayList<StatusUpdate>();
        for (var tree : budgets) {
            var status = status(tree, reports, gpus);
            if (!Json.same(status, tree.path("status"))) {
                writes.add(new StatusUpdate(tree, status));
            }
        }
        if (!objects.writeStatuses(FleetKinds.BUDGETS, writes)) {
            loop.wake();
        }
    }

    private Map<WorkloadUid, Integer> gpus() {
        var gpus = new HashMap<WorkloadUid, Integer>();
        plans.read().assignments().stream()
                .filter(row -> row.phase() != Phase.DRAINING)
                .forEach(row -> gpus.merge(row.key().workload(), row.gpus(), Integer::sum));
        return gpus;
    }

    private ObjectNode status(
            ObjectNode tree, Map<String, List<WorkloadReport>> reports, Map<WorkloadUid, Integer> gpus) {
        var budget = Budgets.of(tree);
        var own = reports.getOrDefault(budget.namespace(), List.of());
        var taken = BudgetStatuses.Taken.of(
                own,
                own.stream().mapToInt(each -> gpus.getOrDefault(each.uid(), 0)).sum());
        return Json.tree(BudgetStatuses.of(
                budget,
                taken,
                tree.at("/metadata/generation").asLong(),
                tree.at("/status/conditions"),
                clock.instant()));
    }
}
