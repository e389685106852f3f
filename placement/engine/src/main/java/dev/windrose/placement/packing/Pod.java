package dev.windrose.placement.packing;

/** A pod that has its place. */
final class Pod {
    private final PodNeed need;
    private final int node;
    private final int[] gpus;

    /**
     * @param node its number in the packing
     * @param gpus those of the node that it uses
     */
    Pod(PodNeed need, int node, int[] gpus) {
        this.need = need;
        this.node = node;
        this.gpus = gpus;
    }

    PodNeed need() {
        return need;
    }

    int node() {
        return node;
    }

    boolean uses(int gpu) {
        for (int each : gpus) {
            if (each == gpu) {
                return true;
            }
        }
        return false;
    }

    int[] gpus() {
        return gpus;
    }
}
