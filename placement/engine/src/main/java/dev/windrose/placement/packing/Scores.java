package dev.windrose.placement.packing;

import java.util.BitSet;

/** Which nodes one need fits on, and how good each of them is; the latter is found when it is asked for. */
final class Scores {
    private final PodNeed need;
    private final double[] score;
    private final int[] gpu;
    private final BitSet fitting;
    private final BitSet judged;

    Scores(PodNeed need, Room[] rooms) {
        this.need = need;
        this.score = new double[rooms.length];
        this.gpu = new int[rooms.length];
        this.fitting = new BitSet(rooms.length);
        this.judged = new BitSet(rooms.length);
        for (int node = 0; node < rooms.length; node++) {
            changed(node, rooms[node]);
        }
    }

    void changed(int node, Room room) {
        fitting.set(node, room.fits(need));
        judged.clear(node);
    }

    BitSet fitting() {
        return fitting;
    }

    /** The score of a node that the need fits on, as it is now. */
    double of(int node, Room room, double fragmentation, Fragmentation measure, PackingRule rule) {
        if (!judged.get(node)) {
            judged.set(node);
            score[node] = Double.NEGATIVE_INFINITY;
            judge(node, room, fragmentation, measure, rule);
        }
        return score[node];
    }

    /** The GPU to share on a node that was asked for its score. */
    int gpu(int node) {
        return gpu[node];
    }

    private void judge(int node, Room room, double fragmentation, Fragmentation measure, PackingRule rule) {
        int choices = need.gpus() == 1 ? room.gpus() : 1;
        for (int choice = 0; choice < choices; choice++) {
            boolean one = need.gpus() == 1;
            if (one && (room.freeOf(choice) < need.gpuMilli() || room.likeAnEarlierOne(choice))) {
                continue;
            }
            int[] taken = room.take(need, choice);
            double value = rule.score(fragmentation, measure.of(room), room, need);
            room.give(need, taken);
            if (value > score[node]) {
                score[node] = value;
                gpu[node] = choice;
            }
        }
    }
}
