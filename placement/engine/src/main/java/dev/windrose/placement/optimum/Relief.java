package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frees some of a budget: its classes' replicas go where they use less of it, and those of lower priorities go away. */
final class Relief {
    private static final int MOST_STEPS = 40;

    private final Model model;
    private final Draft draft;
    private final int[][] order;
    private final Rows.Entries entries = new Rows.Entries();

    /** One replica from a column to another, or away when {@code to} is -1. */
    private record Step(int from, int to, long frees, long cost) {
        /** Cheaper for what it frees; going away is the last resort. */
        boolean betterThan(@Nullable Step other) {
            return other == null
                    || (to >= 0 && other.to < 0)
                    || ((to >= 0) == (other.to >= 0) && (double) cost / frees < (double) other.cost / other.frees);
        }
    }

    Relief(Draft draft, int[][] order) {
        this.model = draft.model;
        this.draft = draft;
        this.order = order;
    }

    /** Frees at least {@code lacking} of a row for class w; false, and nothing is changed, when that cannot be. */
    boolean free(int row, long lacking, int w) {
        List<Step> done = new ArrayList<>();
        long left = lacking;
        while (left > 0 && done.size() < MOST_STEPS) {
            Step step = best(row, w);
            if (step == null) {
                break;
            }
            apply(step, 1);
            done.add(step);
            left -= step.frees();
        }
        if (left > 0) {
            done.reversed().forEach(step -> apply(step, -1));
        }
        return left <= 0;
    }

    private void apply(Step step, int sign) {
        draft.add(step.from(), -sign);
        if (step.to() >= 0) {
            draft.add(step.to(), sign);
        }
    }

    private @Nullable Step best(int row, int w) {
        Step best = null;
        for (int v = 0; v < model.classes(); v++) {
            if (model.start[v] < model.start[v + 1] && weight(model.start[v], row) > 0) {
                best = best(row, w, v, best);
            }
        }
        return best;
    }

    private @Nullable Step best(int row, int w, int v, @Nullable Step before) {
        Step best = before;
        for (int from = model.start[v]; from < model.start[v + 1]; from++) {
            if (draft.replicas[from] > 0) {
                long weight = weight(from, row);
                for (int to : order[v]) {
                    long frees = model.rate[to] == model.rate[from] ? weight - weight(to, row) : 0;
                    Step step = new Step(from, to, frees, model.cost[to] - model.cost[from]);
                    if (frees > 0 && step.betterThan(best) && draft.room(to) > 0) {
                        best = step;
                    }
                }
                Step away = new Step(from, -1, weight, 0);
                if (model.level[v] > model.level[w] && away.betterThan(best)) {
                    best = away;
                }
            }
        }
        return best;
    }

    private long weight(int column, int row) {
        model.rows.entries(model, column, entries);
        for (int i = 0; i < entries.size; i++) {
            if (entries.row[i] == row) {
                return entries.weight[i];
            }
        }
        return 0;
    }
}
