package dev.windrose.placement;

import dev.windrose.placement.calm.SpotHazards;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything the planner knows: it reads nothing else. The order of the lists has no meaning. */
public record PlanningInput(
        Instant now,
        PlanId parent,
        List<ClusterView> clusters,
        List<WorkloadDemand> workloads,
        Prices prices,
        List<Budget> budgets,
        List<StockOut> stockOuts,
        SpotHazards spotHazards,
        List<Assignment> assignments,
        List<Observation> observations,
        List<CapacityHold> holds,
        Calm calm,
        Guidance guidance,
        PlannerSettings settings) {
    public PlanningInput {
        clusters = List.copyOf(clusters);
        workloads = List.copyOf(workloads);
        budgets = List.copyOf(budgets);
        stockOuts = List.copyOf(stockOuts);
        assignments = List.copyOf(assignments);
        observations = List.copyOf(observations);
        holds = List.copyOf(holds);
    }

    /** The same with this workload in place of the one of its uid, or beside the others. */
    public PlanningInput with(WorkloadDemand workload) {
        List<WorkloadDemand> others = new ArrayList<>(workloads);
        others.removeIf(each -> each.uid().equals(workload.uid()));
        others.add(workload);
        return with(clusters, others);
    }

    /** The same with other clusters. */
    public PlanningInput withClusters(List<ClusterView> others) {
        return with(others, workloads);
    }

    private PlanningInput with(List<ClusterView> views, List<WorkloadDemand> demands) {
        return new PlanningInput(
                now,
                parent,
                views,
                demands,
                prices,
                budgets,
                stockOuts,
                spotHazards,
                assignments,
                observations,
                holds,
                calm,
                guidance,
                settings);
    }
}
