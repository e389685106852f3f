package dev.windrose.placement.packing;

import java.util.List;

/**
 * How much of a node's free GPUs the next pod is expected to find useless: the measure of "Beware of Fragmentation"
 * (USENIX ATC 2023, section 4). For a typical pod that the node cannot take, all of them; for one that it can, the GPUs
 * with too little left; for one without GPUs, all of them.
 */
final class Fragmentation {
    private final PodNeed[] needs;
    private final double[] shares;

    Fragmentation(TypicalPods typical) {
        List<TypicalPods.Typical> all = typical.all();
        needs = all.stream().map(TypicalPods.Typical::need).toArray(PodNeed[]::new);
        shares = all.stream().mapToDouble(TypicalPods.Typical::share).toArray();
    }

    /** In thousandths of a GPU. */
    double of(Room room) {
        double sum = 0;
        for (int i = 0; i < needs.length; i++) {
            sum += shares[i] * of(room, needs[i]);
        }
        return sum;
    }

    private static int of(Room room, PodNeed need) {
        if (need.gpus() == 0 || !room.fits(need)) {
            return room.freeTotal();
        }
        int useless = 0;
        for (int gpu = 0; gpu < room.gpus(); gpu++) {
            useless += room.freeOf(gpu) < need.gpuMilli() ? room.freeOf(gpu) : 0;
        }
        return useless;
    }
}
