package dev.windrose.placement.packing;

/**
 * What makes one node better than another for a pod. All terms are in GPUs, the higher the better:
 *
 * <pre>
 *   by how much the node's fragmentation falls
 *   - leftover * (cores that stay free + GPU_IN_CORES * GPUs that stay free) / 100
 *   - excess * max(0, the pod's cores - its GPUs * the node's cores per GPU) / 100
 * </pre>
 *
 * <p>The second term is best fit: of nodes that are fragmented alike, the fullest. The third keeps pods that want much
 * CPU off nodes that have little of it for each GPU, whose last GPUs would otherwise stay without cores.
 *
 * @param leftover weight of the second term; not negative
 * @param excess weight of the third; not negative
 */
public record PackingRule(double leftover, double excess) {
    /** Fragmentation alone, as published. */
    public static final PackingRule FRAGMENTATION_ONLY = new PackingRule(0, 0);

    /** Found by search on other arrival orders than those that the bench replays. */
    public static final PackingRule DEFAULT = new PackingRule(0.02, 30);

    private static final double GPU_IN_CORES = 8;

    public PackingRule {
        if (!(leftover >= 0 && leftover < 1e6 && excess >= 0 && excess < 1e6)) {
            throw new IllegalArgumentException("Weights of packing (%s, %s) must not be negative, nor beyond a million."
                    .formatted(leftover, excess));
        }
    }

    /**
     * @param before fragmentation without the pod, thousandths of a GPU
     * @param after with it
     * @param room the node with the pod on it
     */
    double score(double before, double after, Room room, PodNeed need) {
        double left = room.freeCpu() / 1000.0 + GPU_IN_CORES * room.freeTotal() / 1000.0;
        double tooMuch = Math.max(
                0,
                need.cpuMilli() / 1000.0
                        - need.gpus() * need.gpuMilli() / 1000.0 * room.spec().coresPerGpu());
        return (before - after) / PodNeed.WHOLE - (leftover * left + excess * tooMuch) / 100;
    }
}
