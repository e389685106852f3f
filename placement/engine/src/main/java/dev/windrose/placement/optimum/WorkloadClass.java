package dev.windrose.placement.optimum;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Workloads that are alike in all that placement looks at. Limits are those of one workload and hold for the class
 * as many times as it has workloads. Values are checked by {@link ProblemCheck}.
 *
 * @param priority the higher is placed first, whatever it costs the lower
 * @param workloads how many there are
 * @param replicas of each, counted in replicas of throughput 1
 * @param perRegion most of one workload's throughput in one region; empty: no limit. Raised, where the class has too few
 *     regions, to what lets it run at all
 * @param perCluster the same for clusters
 * @param spotShare most of it on spot; empty: no limit
 * @param moving what it costs to move a replica away from where it is, as an hourly amount: the cost of the move over the hours
 *     for which the new place is expected to stand
 * @param present replicas of the whole class by place
 */
public record WorkloadClass(
        String id,
        int priority,
        int workloads,
        int replicas,
        Optional<Limit> perRegion,
        Optional<Limit> perCluster,
        Optional<Limit.Percent> spotShare,
        Money moving,
        SortedMap<OptionKey, Integer> present) {
    public WorkloadClass {
        present = Collections.unmodifiableSortedMap(new TreeMap<>(present));
    }

    /** Without limits, and nowhere so far. */
    public static WorkloadClass of(String id, int priority, int workloads, int replicas) {
        return new WorkloadClass(
                id,
                priority,
                workloads,
                replicas,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Money.ZERO,
                Collections.emptySortedMap());
    }

    public WorkloadClass withWorkloads(int number) {
        return new WorkloadClass(id, priority, number, replicas, perRegion, perCluster, spotShare, moving, present);
    }

    public WorkloadClass withSpread(Optional<Limit> region, Optional<Limit> cluster) {
        return new WorkloadClass(id, priority, workloads, replicas, region, cluster, spotShare, moving, present);
    }

    public WorkloadClass withSpotShare(Limit.Percent share) {
        return new WorkloadClass(
                id, priority, workloads, replicas, perRegion, perCluster, Optional.of(share), moving, present);
    }

    /** Being somewhere already, and what it costs to leave. */
    public WorkloadClass withPresent(Money costOfMove, Map<OptionKey, Integer> replicasByPlace) {
        return new WorkloadClass(
                id,
                priority,
                workloads,
                replicas,
                perRegion,
                perCluster,
                spotShare,
                costOfMove,
                new TreeMap<>(replicasByPlace));
    }
}
