package dev.windrose.placement.packing;

/**
 * What a node has for pods when it is empty.
 *
 * @param name unique in its cluster; decides between equals
 * @param product of all its GPUs
 */
public record NodeSpec(String name, int cpuMilli, int memoryMiB, int gpus, String product) {
    /** More GPUs than any node has; keeps sums in their range. */
    static final int MOST_GPUS = 1024;

    public NodeSpec {
        if (cpuMilli < 0 || memoryMiB < 0 || gpus < 0 || gpus > MOST_GPUS) {
            throw new IllegalArgumentException(
                    "Node %s cannot have %d m of CPU, %d MiB and %d GPUs.".formatted(name, cpuMilli, memoryMiB, gpus));
        }
    }

    /** Cores for each GPU, as bought; 0 for a node without GPUs. */
    double coresPerGpu() {
        return gpus == 0 ? 0 : cpuMilli / 1000.0 / gpus;
    }
}
