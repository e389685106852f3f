package dev.windrose.placement.packing;

import java.util.Set;

/**
 * What one pod takes of one node.
 *
 * @param cpuMilli thousandths of a core
 * @param memoryMiB memory of the host
 * @param gpus how many GPUs; 0 for none
 * @param gpuMilli thousandths of each of them: 1 to 1000, and 1000 when there are several; 0 when there is none
 * @param products names of GPUs that will do; empty: any
 */
public record PodNeed(int cpuMilli, int memoryMiB, int gpus, int gpuMilli, Set<String> products) {
    /** A whole GPU. */
    public static final int WHOLE = 1000;

    public PodNeed {
        products = Set.copyOf(products);
        if (cpuMilli < 0 || memoryMiB < 0 || gpus < 0 || gpus > NodeSpec.MOST_GPUS) {
            throw new IllegalArgumentException(
                    "A pod cannot take %d m of CPU, %d MiB and %d GPUs.".formatted(cpuMilli, memoryMiB, gpus));
        }
        boolean part = gpus == 0 ? gpuMilli == 0 : gpus == 1 ? gpuMilli > 0 && gpuMilli <= WHOLE : gpuMilli == WHOLE;
        if (!part) {
            throw new IllegalArgumentException(
                    "%d thousandths of each of %d GPUs. Maybe parts of several GPUs are meant: only one can be shared."
                            .formatted(gpuMilli, gpus));
        }
    }

    /** Thousandths of GPUs in all. */
    public int totalGpuMilli() {
        return gpus * gpuMilli;
    }

    boolean runsOn(String product) {
        return gpus == 0 || products.isEmpty() || products.contains(product);
    }
}
