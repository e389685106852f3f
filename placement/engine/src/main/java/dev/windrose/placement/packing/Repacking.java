package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Places pods, and where one fits nowhere moves others aside: those of one node go elsewhere, and where they in turn find
 * no place, those in their way do, up to {@link #DEEPEST} nodes. Of what is found the chain with the fewest moves is
 * taken; work is bounded by tries, not by time, so that the same pods always end on the same nodes.
 */
public final class Repacking {
    private static final int DEEPEST = 3;
    private static final int TRIES = 80;

    /** Tries that every placed pod pays for, and how many can be saved up: in a full cluster few are left. */
    private static final int TRIES_EARNED = 20;

    private static final int TRIES_SAVED = 2_000;
    private static final int[] WIDTH = {0, 40, 24, 8};

    /** A need that found no place is looked for again after this many pods came or moved, then after twice as many. */
    private static final int RETRY_AFTER = 16;

    /** When a need may be looked for again, counted in changes, and how long the pause before that was. */
    private record Vain(int until, int pause) {}

    private final Packing packing;
    private final Map<PodNeed, Evictions> evictions = new HashMap<>();
    private final Map<PodNeed, Vain> soughtInVain = new HashMap<>();
    private int movesLeft;
    private int moved;
    private int changes;
    private int tries;
    private int saved = TRIES_SAVED;

    /** @param mostMoves pods that may be moved in all */
    public Repacking(Packing packing, int mostMoves) {
        this.packing = packing;
        this.movesLeft = mostMoves;
    }

    /** Pods that were moved so far. */
    public int moved() {
        return moved;
    }

    /** Whether the pod has a place now; at most the moves that are left were spent on it. */
    public boolean place(PodNeed need) {
        if (packing.place(need).isPresent()) {
            changed(1);
            return true;
        }
        Vain before = soughtInVain.get(need);
        // Only GPUs are worth moving what runs.
        if (need.gpus() == 0 || (before != null && changes < before.until())) {
            return false;
        }
        boolean found = search(need);
        if (!found) {
            int pause = before == null ? RETRY_AFTER : 2 * before.pause();
            soughtInVain.put(need, new Vain(changes + pause, pause));
        }
        return found;
    }

    private boolean search(PodNeed need) {
        for (int depth = 1; depth <= DEEPEST; depth++) {
            tries = Math.min(TRIES, saved);
            var trail = new Trail(packing);
            if (fit(need, depth, new BitSet(), trail)) {
                moved += trail.moves();
                movesLeft -= trail.moves();
                changed(trail.moves() + 1);
                return true;
            }
        }
        return false;
    }

    private void changed(int pods) {
        changes += pods;
        saved = Math.min(TRIES_SAVED, saved + pods * TRIES_EARNED);
    }

    /** @param settled nodes that others of this chain were just put on */
    private boolean fit(PodNeed need, int depth, BitSet settled, Trail trail) {
        int free = packing.best(need, settled);
        if (free >= 0) {
            trail.put(need, free);
            return true;
        }
        if (depth == 0) {
            return false;
        }
        for (Eviction eviction : evictions(need, depth, settled, trail)) {
            if (tries <= 0) {
                return false;
            }
            tries--;
            saved--;
            if (makeWay(eviction, need, depth, settled, trail)) {
                return true;
            }
        }
        return false;
    }

    private boolean makeWay(Eviction eviction, PodNeed need, int depth, BitSet settled, Trail trail) {
        int mark = trail.mark();
        eviction.pods().forEach(trail::remove);
        trail.put(need, eviction.node());
        var now = (BitSet) settled.clone();
        now.set(eviction.node());
        boolean all = true;
        for (int i = 0; i < eviction.pods().size() && all; i++) {
            all = fit(eviction.pods().get(i).need(), depth - 1, now, trail);
        }
        if (!all) {
            trail.back(mark);
        }
        return all;
    }

    private List<Eviction> evictions(PodNeed need, int depth, BitSet settled, Trail trail) {
        Evictions known = evictions.computeIfAbsent(need, each -> new Evictions(each, packing.nodes()));
        var all = new PriorityQueue<>(Eviction.EASIEST_FIRST.reversed());
        int most = movesLeft - trail.moves();
        for (int node = settled.nextClearBit(0); node < packing.nodes(); node = settled.nextClearBit(node + 1)) {
            for (Eviction each : known.on(node, packing)) {
                if (each.pods().size() <= most && (depth > 1 || allFitElsewhere(each, settled))) {
                    all.add(each);
                    if (all.size() > WIDTH[depth]) {
                        all.remove();
                    }
                }
            }
        }
        List<Eviction> easiest = new ArrayList<>(all);
        easiest.sort(Eviction.EASIEST_FIRST);
        return easiest;
    }

    /** Each for itself; whether together is seen when it is tried. */
    private boolean allFitElsewhere(Eviction eviction, BitSet settled) {
        for (Pod pod : eviction.pods()) {
            BitSet there = packing.fitting(pod.need());
            int other = there.nextSetBit(0);
            while (other >= 0 && (other == eviction.node() || settled.get(other))) {
                other = there.nextSetBit(other + 1);
            }
            if (other < 0) {
                return false;
            }
        }
        return true;
    }
}
