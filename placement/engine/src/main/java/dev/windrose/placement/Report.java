package dev.windrose.placement;

import java.util.List;

/** Why the plan is as it is: the workloads in the order in which they were placed, and totals over them. */
public record Report(List<WorkloadReport> workloads, Totals totals) {
    /**
     * Sums over all workloads.
     *
     * @param gpus GPUs of the placed replicas
     * @param unpricedReplicas replicas whose price is unknown; their cost is not in {@code hourlyCost}
     */
    public record Totals(int wanted, int placed, int gpus, Money hourlyCost, int unpricedReplicas) {}

    public Report {
        workloads = List.copyOf(workloads);
    }
}
