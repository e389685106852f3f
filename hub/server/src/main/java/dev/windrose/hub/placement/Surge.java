package dev.windrose.hub.placement;

import dev.windrose.placement.Assignment;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Shape;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a rollout may add a replica before it removes one. Pure. The plan is gone through once, when somebody asks: a
 * plan may bring in hundreds of workloads.
 */
final class Surge {
    private final List<Assignment> assignments;
    private final List<ClusterView> clusters;
    private final Map<Place, Room> rooms = new HashMap<>();
    private @Nullable Map<WorkloadUid, List<Assignment>> byWorkload;
    private @Nullable Map<Kind, Integer> planned;

    /** Nodes of one kind, which a plan counts as one. */
    private record Kind(ClusterId cluster, GpuProduct product, Optional<String> instanceType) {
        static Kind of(Assignment assignment) {
            var shape = assignment.key().shape();
            return new Kind(assignment.key().cluster(), shape.product(), shape.instanceType());
        }
    }

    private record Place(ClusterId cluster, Shape shape, CapacityTier tier) {}

    /**
     * What the nodes of a place have.
     *
     * @param onOneNode GPUs that nobody uses, of the node that has most
     */
    private record Room(int onOneNode, int unused, int ours) {}

    Surge(List<Assignment> assignments, List<ClusterView> clusters) {
        this.assignments = assignments;
        this.clusters = clusters;
    }

    /** In every cluster of the workload one node holds one replica more, after everything that is planned there. */
    boolean fits(WorkloadUid workload) {
        if (byWorkload == null) {
            byWorkload = assignments.stream()
                    .collect(Collectors.groupingBy(each -> each.key().workload()));
        }
        var own = byWorkload.getOrDefault(workload, List.of());
        return !own.isEmpty() && own.stream().allMatch(this::fits);
    }

    private boolean fits(Assignment assignment) {
        if (planned == null) {
            planned = assignments.stream()
                    .collect(Collectors.groupingBy(Kind::of, Collectors.summingInt(Assignment::gpus)));
        }
        var key = assignment.key();
        var room = rooms.computeIfAbsent(new Place(key.cluster(), key.shape(), key.tier()), this::room);
        int needed = key.shape().gpusPerReplica();
        int left = room.unused() + room.ours() - Math.max(room.ours(), planned.getOrDefault(Kind.of(assignment), 0));
        return room.onOneNode() >= needed && left >= needed;
    }

    private Room room(Place place) {
        var nodes = nodes(place).toList();
        return new Room(
                nodes.stream().mapToInt(GpuInventory::unused).max().orElse(0),
                nodes.stream().mapToInt(GpuInventory::unused).sum(),
                nodes.stream().mapToInt(GpuInventory::usedByOurs).sum());
    }

    private Stream<GpuInventory> nodes(Place place) {
        return clusters.stream()
                .filter(cluster -> cluster.id().equals(place.cluster()))
                .flatMap(cluster -> cluster.nodes().stream())
                .flatMap(node -> node.kinds().stream())
                .filter(node -> node.ready() && node.schedulable() && matches(node, place))
                .flatMap(node -> node.gpu().stream());
    }

    private static boolean matches(NodeInventory node, Place place) {
        return node.origin().instanceType().equals(place.shape().instanceType())
                && node.origin().tier() == place.tier()
                && node.gpu()
                        .filter(gpu -> gpu.product().equals(place.shape().product()))
                        .isPresent();
    }
}
