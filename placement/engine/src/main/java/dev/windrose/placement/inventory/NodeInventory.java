package dev.windrose.placement.inventory;

import java.util.List;
import java.util.Optional;

/**
 * One node as its member reports it.
 *
 * @param ready the node's Ready condition is True; Unknown counts as not ready
 * @param schedulable the node is not cordoned
 * @param gpu what the planner places on; empty when the node has no such GPU
 * @param others what else it has: shown, not placed on
 */
public record NodeInventory(
        String name,
        NodeOrigin origin,
        boolean ready,
        boolean schedulable,
        List<Taint> taints,
        Optional<GpuInventory> gpu,
        Understanding understanding,
        List<OtherGpus> others) {
    public NodeInventory {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A node needs a name.");
        }
        taints = List.copyOf(taints);
        others = List.copyOf(others);
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
        this(name, origin, ready, schedulable, taints, gpu, understanding, List.of());
    }

    /** The same node with other GPUs, or another use of them. */
    public NodeInventory withGpu(GpuInventory other) {
        return new NodeInventory(name, origin, ready, schedulable, taints, Optional.of(other), understanding, others);
    }
}
