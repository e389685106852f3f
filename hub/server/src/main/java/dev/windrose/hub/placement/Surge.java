package dev.windrose.hub.placement;

import dev.windrose.placement.Assignment;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import java.util.List;

/** Whether a rollout may add a replica before it removes one. Pure. */
final class Surge {
    private Surge() {}

    /** In every cluster of the workload one node holds one replica more, after everything that is planned there. */
    static boolean fits(String uid, List<Assignment> assignments, List<ClusterView> clusters) {
        var own = assignments.stream()
                .filter(a -> a.key().workload().value().equals(uid))
                .toList();
        return !own.isEmpty() && own.stream().allMatch(a -> fits(a, assignments, clusters));
    }

    private static boolean fits(Assignment assignment, List<Assignment> all, List<ClusterView> clusters) {
        var shape = assignment.key().shape();
        var nodes = clusters.stream()
                .filter(c -> c.id().equals(assignment.key().cluster()))
                .flatMap(c -> c.nodes().stream())
                .filter(n -> n.ready() && n.schedulable() && matches(n, assignment))
                .flatMap(n -> n.gpu().stream())
                .toList();
        var onOneNode = nodes.stream().anyMatch(gpu -> gpu.unused() >= shape.gpusPerReplica());
        var planned = all.stream()
                .filter(a -> a.key().cluster().equals(assignment.key().cluster())
                        && a.key().shape().product().equals(shape.product())
                        && a.key().shape().instanceType().equals(shape.instanceType()))
                .mapToInt(Assignment::gpus)
                .sum();
        var ours = nodes.stream().mapToInt(GpuInventory::usedByOurs).sum();
        var left = nodes.stream().mapToInt(GpuInventory::unused).sum() + ours - Math.max(ours, planned);
        return onOneNode && left >= shape.gpusPerReplica();
    }

    private static boolean matches(NodeInventory node, Assignment assignment) {
        var shape = assignment.key().shape();
        return node.origin().instanceType().equals(shape.instanceType())
                && node.origin().tier() == assignment.key().tier()
                && node.gpu().map(g -> g.product().equals(shape.product())).orElse(false);
    }
}
