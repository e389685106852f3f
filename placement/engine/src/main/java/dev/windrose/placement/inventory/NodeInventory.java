package dev.windrose.placement.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One node as its member reports it.
 *
 * @param ready the node's Ready condition is True; Unknown counts as not ready
 * @param schedulable the node is not cordoned
 * @param gpu what the planner places on: whole GPUs, or what is offered as they are; empty when the node has none
 * @param others what else it has: shown, not placed on
 * @param slices what the planner places on beside {@code gpu}: slices with resources of their own, each kind by its own.
 *     They are as they are now; nothing is cut anew
 * @param gpuCount all GPUs of a node that may have both whole and cut ones; empty: nobody says
 */
public record NodeInventory(
        String name,
        NodeOrigin origin,
        boolean ready,
        boolean schedulable,
        List<Taint> taints,
        Optional<GpuInventory> gpu,
        Understanding understanding,
        List<OtherGpus> others,
        List<GpuInventory> slices,
        Optional<Integer> gpuCount) {
    public NodeInventory {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A node needs a name.");
        }
        taints = List.copyOf(taints);
        others = List.copyOf(others);
        slices = List.copyOf(slices);
        if (gpuCount.isPresent() && gpuCount.get() < 1) {
            throw new IllegalArgumentException(
                    "Node %s has %d GPUs. Maybe nobody says: leave it empty.".formatted(name, gpuCount.get()));
        }
    }

    /** A node whose GPUs are of one kind. */
    public NodeInventory(
            String name,
            NodeOrigin origin,
            boolean ready,
            boolean schedulable,
            List<Taint> taints,
            Optional<GpuInventory> gpu,
            Understanding understanding) {
        this(name, origin, ready, schedulable, taints, gpu, understanding, List.of(), List.of(), Optional.empty());
    }

    /** The same node with other GPUs, or another use of them. */
    public NodeInventory withGpu(GpuInventory other) {
        return new NodeInventory(
                name, origin, ready, schedulable, taints, Optional.of(other), understanding, others, slices, gpuCount);
    }

    /** The same node with other slices, or another use of them. */
    public NodeInventory withSlices(List<GpuInventory> others) {
        return new NodeInventory(
                name, origin, ready, schedulable, taints, gpu, understanding, this.others, others, gpuCount);
    }

    /**
     * The node once for each kind of GPU that the planner may place on: itself, and for each of {@link #slices} as if it
     * had nothing else. A node without any is itself.
     */
    public List<NodeInventory> kinds() {
        if (slices.isEmpty()) {
            return List.of(this);
        }
        List<NodeInventory> kinds = new ArrayList<>();
        if (gpu.isPresent()) {
            kinds.add(this);
        }
        for (GpuInventory slice : slices) {
            kinds.add(new NodeInventory(
                    name, origin, ready, schedulable, taints, Optional.of(slice), Understanding.FULL));
        }
        return kinds;
    }
}
