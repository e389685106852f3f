package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import java.util.Collection;
import java.util.List;

/** One node with GPUs while a plan is made: what is still free of it. */
final class NodeSlot {
    private final NodeInventory node;
    private final GpuInventory gpu;
    private final List<Taint> hardTaints;
    private int free;

    NodeSlot(NodeInventory node, GpuInventory gpu) {
        this.node = node;
        this.gpu = gpu;
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
        return gpu.sharing() == GpuSharing.FULL || gpu.sharing() == GpuSharing.MIG;
    }

    /** A MIG slice has its own memory but cannot be joined with another for one model. */
    int mostPerReplica() {
        return gpu.sharing() == GpuSharing.MIG ? Math.min(1, gpu.allocatable()) : gpu.allocatable();
    }

    /** The same with every GPU well. */
    int mostWhenWell() {
        return gpu.sharing() == GpuSharing.MIG ? Math.min(1, gpu.capacity()) : gpu.capacity();
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
