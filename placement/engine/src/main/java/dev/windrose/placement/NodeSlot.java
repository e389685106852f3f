package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One node with GPUs while a plan is made: what is still free of it. */
final class NodeSlot {
    private final NodeInventory node;
    private final GpuInventory gpu;
    private final List<Taint> hardTaints;
    private final Optional<NodeShare> share;
    private int free;

    /** @param share that one GPU is of the node */
    NodeSlot(NodeInventory node, GpuInventory gpu, Optional<NodeShare> share) {
        this.node = node;
        this.gpu = gpu;
        this.share = share;
        this.hardTaints = node.taints().stream()
                .filter(taint -> taint.keepsOff() && !ImpliedTolerations.tolerates(gpu.resource(), taint))
                .toList();
        this.free = gpu.unused();
    }

    NodeInventory node() {
        return node;
    }

    GpuInventory gpu() {
        return gpu;
    }

    int free() {
        return free;
    }

    /** Whether anything new may come here at all. */
    boolean usable() {
        return node.ready() && node.schedulable() && node.understanding().understood() && isolated();
    }

    boolean isolated() {
        return gpu.isolated();
    }

    /** What one GPU of it costs, of what the node does; empty when nobody can tell. */
    Optional<NodeShare> share() {
        return share;
    }

    /** A slice has its own memory but cannot be joined with another for one model. */
    int mostPerReplica() {
        return gpu.slice() ? Math.min(1, gpu.allocatable()) : gpu.allocatable();
    }

    /** The same with every GPU well. */
    int mostWhenWell() {
        return gpu.slice() ? Math.min(1, gpu.capacity()) : gpu.capacity();
    }

    boolean toleratedBy(Collection<Toleration> tolerations) {
        return hardTaints.isEmpty()
                || Toleration.firstUntolerated(hardTaints, tolerations).isEmpty();
    }

    List<Taint> hardTaints() {
        return hardTaints;
    }

    boolean fits(int gpus) {
        return free >= gpus;
    }

    void take(int gpus) {
        if (!fits(gpus)) {
            throw new IllegalStateException("Node %s has %d free GPUs, not %d.".formatted(node.name(), free, gpus));
        }
        free -= gpus;
    }
}
