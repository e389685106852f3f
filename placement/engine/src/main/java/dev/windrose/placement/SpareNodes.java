package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nodes that a member's autoscaler may add, as empty nodes like the first one of their pool. A pool without a node that
 * is understood adds nothing: what its nodes would have is not known.
 */
final class SpareNodes {
    /** More than this of one pool is not looked at in one pass; the next one sees what then is there. */
    private static final int MOST = 256;

    private SpareNodes() {}

    record Spare(NodeGroup.Key group, List<NodeSlot> slots) {}

    static List<Spare> of(ClusterView view) {
        List<Spare> all = new ArrayList<>();
        for (Provisionable pool : view.provisionable()) {
            like(view, pool.pool())
                    .ifPresent(like -> understood(like).forEach(kind -> all.add(spare(pool, like, kind))));
        }
        return all;
    }

    private static Optional<NodeInventory> like(ClusterView view, String pool) {
        return view.nodes().stream()
                .filter(node -> node.origin().pool().equals(Optional.of(pool))
                        && understood(node).findAny().isPresent())
                .min(Comparator.comparing(NodeInventory::name));
    }

    private static Stream<NodeInventory> understood(NodeInventory node) {
        return node.kinds().stream()
                .filter(kind -> kind.gpu().isPresent() && kind.understanding().understood());
    }

    private static Spare spare(Provisionable pool, NodeInventory node, NodeInventory like) {
        GpuInventory gpu = like.gpu().orElseThrow();
        GpuInventory empty = gpu.asNew();
        Optional<NodeShare> share = NodeShare.of(node, gpu);
        List<NodeSlot> slots = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, pool.nodes()); i++) {
            slots.add(new NodeSlot(
                    new NodeInventory(
                            "new-%s-%03d".formatted(pool.pool(), i),
                            like.origin(),
                            true,
                            true,
                            lasting(like.taints()),
                            Optional.of(empty),
                            like.understanding()),
                    empty,
                    share));
        }
        return new Spare(NodeGroup.Key.of(gpu, like), slots);
    }

    /** A new node does not begin with what ails the one that it is modelled on. */
    private static List<Taint> lasting(List<Taint> taints) {
        return taints.stream()
                .filter(taint -> !taint.key().startsWith("node.kubernetes.io/"))
                .toList();
    }
}
