package dev.windrose.placement.packing;

import java.util.Arrays;

/** What is free on one node while pods are packed. */
final class Room {
    private final NodeSpec spec;
    private final int[] freeGpuMilli;
    private int freeCpu;
    private int freeMemory;
    private int freeTotal;

    Room(NodeSpec spec) {
        this.spec = spec;
        this.freeCpu = spec.cpuMilli();
        this.freeMemory = spec.memoryMiB();
        this.freeGpuMilli = new int[spec.gpus()];
        Arrays.fill(freeGpuMilli, PodNeed.WHOLE);
        this.freeTotal = spec.gpus() * PodNeed.WHOLE;
    }

    NodeSpec spec() {
        return spec;
    }

    int freeCpu() {
        return freeCpu;
    }

    int freeMemory() {
        return freeMemory;
    }

    /** Thousandths, of all GPUs together. */
    int freeTotal() {
        return freeTotal;
    }

    int gpus() {
        return freeGpuMilli.length;
    }

    int freeOf(int gpu) {
        return freeGpuMilli[gpu];
    }

    boolean fits(PodNeed need) {
        return freeCpu >= need.cpuMilli()
                && freeMemory >= need.memoryMiB()
                && need.totalGpuMilli() <= freeTotal
                && need.runsOn(spec.product())
                && hasGpus(need);
    }

    /** Whether the GPUs would do, whatever CPU and memory say. */
    boolean hasGpus(PodNeed need) {
        int missing = need.gpus();
        for (int i = 0; i < freeGpuMilli.length && missing > 0; i++) {
            missing -= freeGpuMilli[i] >= need.gpuMilli() ? 1 : 0;
        }
        return missing == 0;
    }

    /** The fullest GPU that still has room for a part; the first one of equals. -1: none has. */
    int fullestFor(int gpuMilli) {
        int best = -1;
        for (int i = 0; i < freeGpuMilli.length; i++) {
            if (freeGpuMilli[i] >= gpuMilli && (best < 0 || freeGpuMilli[i] < freeGpuMilli[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Whether an earlier GPU has just as much free: trying both would be trying one twice. */
    boolean likeAnEarlierOne(int gpu) {
        for (int i = 0; i < gpu; i++) {
            if (freeGpuMilli[i] == freeGpuMilli[gpu]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes what a pod needs.
     *
     * @param gpu the one to share, for a need of one GPU; any other need takes the first that are wholly free
     * @return the GPUs that were taken
     */
    int[] take(PodNeed need, int gpu) {
        freeCpu -= need.cpuMilli();
        freeMemory -= need.memoryMiB();
        freeTotal -= need.totalGpuMilli();
        int[] taken = new int[need.gpus()];
        if (need.gpus() == 1) {
            taken[0] = gpu;
            freeGpuMilli[gpu] -= need.gpuMilli();
        } else {
            int found = 0;
            for (int i = 0; found < taken.length; i++) {
                if (freeGpuMilli[i] == PodNeed.WHOLE) {
                    taken[found++] = i;
                    freeGpuMilli[i] = 0;
                }
            }
        }
        return taken;
    }

    /** Undoes a {@link #take}. */
    void give(PodNeed need, int[] taken) {
        shift(need, taken, 1);
    }

    /** Takes the same GPUs once more that were given back. */
    void retake(PodNeed need, int[] taken) {
        shift(need, taken, -1);
    }

    private void shift(PodNeed need, int[] gpus, int sign) {
        freeCpu += sign * need.cpuMilli();
        freeMemory += sign * need.memoryMiB();
        freeTotal += sign * need.totalGpuMilli();
        for (int gpu : gpus) {
            freeGpuMilli[gpu] += sign * need.gpuMilli();
        }
    }
}
