package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fleet's free GPUs while a plan is made: allocatable, less foreign use, less the larger of planned and observed use
 * of ours, less holds. What a plan takes away is free only once inventory shows it, so nothing is given twice.
 */
final class Fleet {
    /** What the past planned is not asked for its tolerations again. */
    private static final List<Toleration> EVERYTHING = List.of(new Toleration("", true, "", Optional.empty()));

    private final SortedMap<ClusterId, ClusterState> clusters = new TreeMap<>();
    private final Map<AssignmentKey, Integer> withoutGpu = new HashMap<>();

    /** @param rows the assignments in the order in which they get their GPUs */
    Fleet(PlanningInput input, List<Assignment> rows) {
        Map<StockOut, Trial> trials = new HashMap<>();
        input.clusters().forEach(view -> clusters.put(view.id(), new ClusterState(view, input, trials)));
        Map<Use, Integer> uses = new HashMap<>();
        rows.forEach(row -> reserve(row, uses));
        input.holds().stream()
                .filter(hold -> hold.expiresAt().isAfter(input.now()))
                .sorted(Comparator.comparing(CapacityHold::id))
                .forEach(this::reserve);
    }

    Collection<ClusterState> clusters() {
        return clusters.values();
    }

    Optional<ClusterState> cluster(ClusterId id) {
        return Optional.ofNullable(clusters.get(id));
    }

    /** Replicas of a row that hold no GPU and for which none is free, on a cluster that is known well. */
    int withoutGpu(AssignmentKey key) {
        return withoutGpu.getOrDefault(key, 0);
    }

    /** GPUs in use that no row has accounted for yet; without a group: on nodes that are not understood. */
    private record Use(ClusterId cluster, Optional<NodeGroup.Key> group, WorkloadUid workload) {}

    private void reserve(Assignment row, Map<Use, Integer> uses) {
        ClusterState cluster = clusters.get(row.key().cluster());
        if (cluster == null || cluster.silent().isPresent()) {
            return;
        }
        NodeGroup.Key groupKey = NodeGroup.Key.of(row.key());
        Optional<NodeGroup> group = cluster.group(groupKey);
        WorkloadUid uid = row.key().workload();
        Use here = new Use(cluster.id(), Optional.of(groupKey), uid);
        uses.computeIfAbsent(
                here, _ -> group.map(each -> each.understoodUse(uid)).orElse(0));
        Use riddles = new Use(cluster.id(), Optional.empty(), uid);
        uses.computeIfAbsent(riddles, _ -> cluster.observedOnRiddles(uid));

        int gpus = row.key().shape().gpusPerReplica();
        int missing = row.replicas();
        missing -= account(uses, here, gpus, missing);
        missing -= account(uses, riddles, gpus, missing);
        while (missing > 0
                && group.isPresent()
                && (group.get().place(gpus, EVERYTHING) || group.get().provision(gpus, EVERYTHING, uid))) {
            missing--;
        }
        withoutGpu.put(row.key(), missing);
    }

    private static int account(Map<Use, Integer> uses, Use use, int gpus, int replicas) {
        int running = Math.min(replicas, uses.getOrDefault(use, 0) / gpus);
        uses.merge(use, -running * gpus, Integer::sum);
        return running;
    }

    private void reserve(CapacityHold hold) {
        Optional<NodeGroup> group = Optional.ofNullable(clusters.get(hold.cluster()))
                .flatMap(cluster -> cluster.group(NodeGroup.Key.of(hold.shape(), hold.tier())));
        if (group.isPresent()) {
            for (int i = 0; i < hold.replicas(); i++) {
                group.get().place(hold.shape().gpusPerReplica(), EVERYTHING);
            }
        }
    }
}
