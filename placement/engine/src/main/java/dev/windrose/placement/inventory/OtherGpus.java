package dev.windrose.placement.inventory;

/**
 * GPUs of a node, or another way to cut the same GPUs, that are shown and not placed on.
 *
 * @param gpu their count; where a node's GPUs may be cut in several ways, each way is counted as if it got all that is
 *     left, so that counts of different ways must never be added
 * @param why nothing is placed there, and what would change it
 */
public record OtherGpus(GpuInventory gpu, String why) {
    public OtherGpus {
        if (why.isBlank()) {
            throw new IllegalArgumentException(
                    "GPUs that are not placed on (%s) need a reason.".formatted(gpu.resource()));
        }
    }
}
