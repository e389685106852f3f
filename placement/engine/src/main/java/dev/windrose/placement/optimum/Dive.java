package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * From parts of replicas to whole ones, step by step: some are made whole and stay, and the programme is solved again for
 * what is left, so that all that is still in parts makes up for what they take of budgets and places. Higher priorities come first;
 * of one priority the classes whose replicas differ, which cannot be placed without a rest, then the large replicas, for
 * which the small ones leave room while they are in parts.
 */
final class Dive {
    private static final double WHOLE = 1e-6;
    /** Parts become replicas that are at least so large, but for one in each step at first, and for one of each class later. */
    private static final double LEAST = 0.3;

    private static final int CAREFUL = 2;
    private static final int STEPS = 12;
    /** Where an answer is worse by this share, ways that were left out may help. */
    private static final double WORSE = 1.3e-3;

    private final Model model;
    private final Master master;
    private final ColumnGeneration generation;
    private final Effort effort;
    private final Draft draft;
    private final Rows.Entries entries = new Rows.Entries();

    /** @param master after its answer */
    Dive(Model model, Master master, ColumnGeneration generation, Effort effort) {
        this.model = model;
        this.master = master;
        this.generation = generation;
        this.effort = effort;
        this.draft = new Draft(model);
    }

    /** Whole replicas from an answer: its parts by column, and what it leaves, all priorities together. */
    Draft whole(double[] answer, double left) {
        double[] parts = answer;
        double known = left;
        for (int level = 0; level < model.levels(); level++) {
            for (int step = 0; step < STEPS && commit(parts, level, step < CAREFUL); step++) {
                Optional<LpOutcome.Solved> rest = rest(known);
                if (rest.isEmpty()) {
                    return draft;
                }
                parts = master.replicas(rest.get());
                known = rest.get().cost();
            }
        }
        return draft;
    }

    /** The programme's answer for what is left; empty when the solver gives none. */
    private Optional<LpOutcome.Solved> rest(double known) {
        Optional<LpOutcome.Solved> rest = solved();
        boolean worse = rest.filter(each -> each.cost() > known + Math.max(1, known * WORSE))
                .isPresent();
        return worse && generation.grow(Stage.together(model.levels()), rest.get()) ? solved() : rest;
    }

    private Optional<LpOutcome.Solved> solved() {
        master.rest(draft);
        LpOutcome outcome = master.solve(
                new LpEffort(effort.iterations(), effort.lastResort().left()));
        return outcome instanceof LpOutcome.Solved solved ? Optional.of(solved) : Optional.empty();
    }

    /** Makes those whole whose turn it is; false when nothing came of it. */
    private boolean commit(double[] parts, int level, boolean careful) {
        IntPredicate turn = turn(parts, column -> parts[column] > WHOLE && model.level[model.classOf[column]] <= level);
        boolean any = false;
        for (int column = 0; column < parts.length; column++) {
            any |= turn.test(column) && put(column, (int) Math.floor(parts[column] + WHOLE));
        }
        boolean one = false;
        for (int w = 0; w < model.classes(); w++) {
            one |= round(parts, remainders(w, parts, turn), !careful || model.over[w] > 0);
        }
        for (int w = 0; w < model.classes() && !one; w++) {
            one = round(parts, remainders(w, parts, turn), true);
        }
        return any || one;
    }

    private IntPredicate turn(double[] parts, IntPredicate open) {
        int[] broken = IntStream.range(0, parts.length)
                .filter(column -> open.test(column) && remainder(parts[column]) > WHOLE)
                .toArray();
        if (IntStream.of(broken).anyMatch(this::differs)) {
            return column -> open.test(column) && differs(column);
        }
        int size = IntStream.of(broken).map(column -> model.gpus[column]).max().orElse(0);
        return column -> open.test(column) && model.gpus[column] >= size;
    }

    private boolean differs(int column) {
        return model.over[model.classOf[column]] > 0;
    }

    private List<Integer> remainders(int w, double[] parts, IntPredicate turn) {
        return IntStream.range(model.start[w], model.start[w + 1])
                .filter(column -> turn.test(column) && remainder(parts[column]) > WHOLE)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(column -> -remainder(parts[column]))
                        .thenComparing(column -> column))
                .toList();
    }

    /** The largest parts of a class become replicas, as many as use no more of its budgets than all its parts. */
    private boolean round(double[] parts, List<Integer> columns, boolean atLeastOne) {
        Map<Integer, Double> budgets = new HashMap<>();
        columns.forEach(column -> spend(column, budgets, remainder(parts[column])));
        boolean one = false;
        for (int column : columns) {
            if (remainder(parts[column]) >= LEAST && within(column, budgets) && put(column, 1)) {
                spend(column, budgets, -1);
                one = true;
            }
        }
        for (int column : columns) {
            one = one || atLeastOne && put(column, 1);
        }
        return one;
    }

    private void spend(int column, Map<Integer, Double> budgets, double replicas) {
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            if (model.rows.budget(entries.row[e])) {
                budgets.merge(entries.row[e], entries.weight[e] * replicas, Double::sum);
            }
        }
    }

    private boolean within(int column, Map<Integer, Double> budgets) {
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            double left = budgets.getOrDefault(entries.row[e], Double.POSITIVE_INFINITY);
            if (left < entries.weight[e] * (1 - 1e-3)) {
                return false;
            }
        }
        return true;
    }

    private static double remainder(double part) {
        return part - Math.floor(part + WHOLE);
    }

    private boolean put(int column, int wished) {
        int count = Math.min(wished, Math.min(draft.room(column), draft.wanted(column)));
        if (count > 0) {
            draft.add(column, count);
        }
        return count > 0;
    }
}
