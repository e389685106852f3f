package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan of whole replicas better by small steps: a replica goes where it is cheaper, where it has to others of
 * another class go elsewhere for it; and what is unplaced gets the GPUs of what can go elsewhere, or of lower priorities.
 */
final class Exchange {
    private static final int MOST_RELIEFS = 10;
    /** Trials that making room in a budget counts as. */
    private static final int RELIEF = 300_000;

    /** Part of the trials that may go into finding room for what is unplaced in vain. */
    private static final int EACH = 5;

    private final Model model;
    private final Draft draft;
    private final int[][] order;
    private final Relief relief;
    private final Dropping dropping;
    private final LastResort clock;
    private long trials;
    /** Below so many trials left the search for room for a replica ends. */
    private long until;

    /** @param order columns of each class, the cheapest first */
    Exchange(Draft draft, int[][] order, long trials, LastResort clock) {
        this.model = draft.model;
        this.draft = draft;
        this.order = order;
        this.relief = new Relief(draft, order);
        this.dropping = new Dropping(draft, order);
        this.trials = trials;
        this.clock = clock;
    }

    /** Replicas that leave a place for others, and where they go; {@code to} is -1 when they go nowhere. */
    private record Leave(int from, int count, int to, long cost) {}

    boolean exhausted() {
        return trials <= 0 || !clock.left().isPositive();
    }

    // --- what is unplaced ---

    /** Places what is missing, the higher priority first; returns whether anything came of it. */
    boolean place() {
        boolean changed = false;
        long lacking = IntStream.range(0, model.classes())
                .filter(w -> draft.missing(w) > 0)
                .count();
        long each = trials / EACH / Math.max(1, lacking);
        for (int level = 0; level < model.levels(); level++) {
            for (int w = 0; w < model.classes(); w++) {
                if (model.level[w] == level) {
                    while (draft.missing(w) > 0 && !exhausted() && placeOne(w, each)) {
                        changed = true;
                    }
                }
            }
        }
        return changed;
    }

    private boolean placeOne(int w, long most) {
        until = trials - most;
        for (int column : order[w]) {
            trials--;
            if (draft.wanted(column) > 0 && draft.room(column) > 0) {
                draft.add(column, 1);
                return true;
            }
        }
        return ejectFor(w) || relieveFor(w) || dropping.place(w);
    }

    private boolean relieveFor(int w) {
        int tried = 0;
        for (int column : order[w]) {
            int row = trials > until && draft.wanted(column) > 0 && tried < MOST_RELIEFS ? draft.onlyBlock(column) : -1;
            if (row >= 0 && model.rows.budget(row)) {
                tried++;
                trials -= RELIEF;
                if (relief.free(row, draft.lacking(column, row), w) && draft.room(column) > 0) {
                    draft.add(column, 1);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean ejectFor(int w) {
        for (int column : order[w]) {
            if (trials > until && draft.wanted(column) > 0) {
                Leave leave = leave(column, w, Long.MAX_VALUE, true);
                if (leave != null && takenOver(leave, column)) {
                    return true;
                }
            }
        }
        return false;
    }

    // --- what is dear ---

    /** One pass over everything that is placed; returns what it saved in an hour. */
    long improve(long[] reduced) {
        long saved = 0;
        for (int column : byLoss(reduced)) {
            if (exhausted()) {
                return saved;
            }
            saved += improve(column, reduced);
        }
        return saved;
    }

    /** Columns with replicas, those first that the prices of the limits like least. */
    private List<Integer> byLoss(long[] reduced) {
        List<Integer> columns = new ArrayList<>();
        for (int column = 0; column < draft.replicas.length; column++) {
            if (draft.replicas[column] > 0) {
                columns.add(column);
            }
        }
        columns.sort(
                Comparator.<Integer>comparingLong(column -> -reduced[column]).thenComparing(column -> column));
        return columns;
    }

    private long improve(int from, long[] reduced) {
        int w = model.classOf[from];
        long saved = 0;
        for (int to : order[w]) {
            if (to == from || model.rate[to] != model.rate[from]) {
                continue;
            }
            if (draft.replicas[from] == 0 || trials <= 0) {
                break;
            }
            trials--;
            long gain = gain(from, to);
            if (gain <= 0) {
                if (model.nextCost(to, Integer.MAX_VALUE) - model.moving(w) >= model.cost[from]) {
                    break;
                }
                continue;
            }
            saved += move(from, to);
            if (draft.replicas[from] > 0 && reduced[from] > reduced[to]) {
                saved += swap(from, to);
            }
        }
        return saved;
    }

    /** What is saved when one replica of a column goes to another. */
    private long gain(int from, int to) {
        return model.nextCost(from, draft.replicas[from] - 1) - model.nextCost(to, draft.replicas[to]);
    }

    private long move(int from, int to) {
        long saved = 0;
        while (draft.replicas[from] > 0) {
            long gain = gain(from, to);
            if (gain <= 0) {
                break;
            }
            draft.add(from, -1);
            if (draft.room(to) == 0) {
                draft.add(from, 1);
                break;
            }
            draft.add(to, 1);
            saved += gain;
        }
        return saved;
    }

    private long swap(int from, int to) {
        long saved = 0;
        while (draft.replicas[from] > 0) {
            long gain = gain(from, to);
            draft.add(from, -1);
            Leave leave = gain > 0 ? leave(to, model.classOf[from], gain, false) : null;
            if (leave == null || !takenOver(leave, to)) {
                draft.add(from, 1);
                break;
            }
            saved += gain - leave.cost();
        }
        return saved;
    }

    // --- making room ---

    /** The cheapest way, below {@code most}, to free what one replica of {@code column} lacks in its place. */
    private @Nullable Leave leave(int column, int w, long most, boolean mayDrop) {
        int o = model.option[column];
        long lacking = model.gpus[column] - draft.free(o);
        if (lacking <= 0 || lacking > model.gpus[column] || draft.roomBut(column, o) == 0) {
            return null;
        }
        Leave best = null;
        for (int i = model.optionStart[o]; i < model.optionStart[o + 1]; i++) {
            int other = model.inOption[i];
            int v = model.classOf[other];
            int count = (int) Math.ceilDiv(lacking, model.gpus[other]);
            if (v != w && draft.replicas[other] >= count) {
                trials--;
                long below = best == null ? most : best.cost();
                Leave found = elsewhere(other, count, below);
                if (found == null && best == null && mayDrop && model.level[v] > model.level[w]) {
                    found = new Leave(other, count, -1, Long.MAX_VALUE - 1);
                }
                best = found == null ? best : found;
            }
        }
        return best;
    }

    private @Nullable Leave elsewhere(int from, int count, long below) {
        for (int to : order[model.classOf[from]]) {
            trials--;
            if (model.option[to] == model.option[from] || model.rate[to] != model.rate[from]) {
                continue;
            }
            long cost = -gain(from, to) * count;
            if (cost >= below && model.kept[to] == 0) {
                return null;
            }
            if (cost < below && draft.room(to) >= count) {
                return new Leave(from, count, to, cost);
            }
        }
        return null;
    }

    /** Puts a replica where others leave for it; false, and nothing is changed, when their new place breaks a limit of it. */
    private boolean takenOver(Leave leave, int column) {
        apply(leave, 1);
        if (draft.room(column) == 0) {
            apply(leave, -1);
            return false;
        }
        draft.add(column, 1);
        return true;
    }

    private void apply(Leave leave, int sign) {
        draft.add(leave.from(), -sign * leave.count());
        if (leave.to() >= 0) {
            draft.add(leave.to(), sign * leave.count());
        }
    }
}
