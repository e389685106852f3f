package dev.windrose.placement.inventory;

import java.util.Optional;

/**
 * The GPUs of a node under one name, as one source reports them.
 *
 * @param closed why nothing is placed on them although they are understood; empty when the planner may
 */
public record GpuReading(GpuInventory gpu, Understanding understanding, Optional<String> closed) {

    /** GPUs whose runtimes ask for them by this very resource. */
    static GpuReading of(GpuInventory gpu, Understanding understanding) {
        String asked = GpuResources.askedFor(gpu.product());
        boolean unasked =
                gpu.isolated() && gpu.product().known() && !gpu.resource().equals(asked);
        return new GpuReading(
                gpu,
                understanding,
                unasked
                        ? Optional.of("workloads ask for " + asked + ", and these GPUs are " + gpu.resource()
                                + ". Maybe let the device plugin offer them under that name.")
                        : Optional.empty());
    }

    /** Whether the planner may place here; shared units it turns down by itself. */
    boolean open() {
        return understanding.understood() && closed.isEmpty();
    }

    /** Whether it is a kind of its own, beside the whole GPUs, to place on. */
    boolean isSlice() {
        return open() && gpu.underOwnName();
    }

    /** Why not, for people. */
    String why() {
        return understanding.understood()
                ? closed.orElse("the planner places on one kind of GPU of a node, and chose another here.")
                : understanding.reason();
    }
}
