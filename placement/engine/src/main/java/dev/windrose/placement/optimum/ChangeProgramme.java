package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * The linear programme of changes to a plan: of each class how many replicas more or fewer in each place. No change at
 * all is where a solver begins, so it has few steps to go. In it are the places that are used and those that prices like
 * best; others come in round by round as its answers want them.
 *
 * <p>Money in dollars, throughput in replicas. What stays unplaced has a price by priority, as in {@link PoolProgramme}.
 */
final class ChangeProgramme {
    /** What it counts as, in dollars an hour, when a replica of a class that did not change leaves its place. */
    private static final double LEAVES = 1;

    /** So many new places of a class that changed come in at first and in each round, and of others. */
    private static final int PLACES = 20;

    private static final int PLACES_OF_OTHERS = 8;
    private static final int ROUNDS = 2;
    /** A place pays by more than a thousandth of a dollar, or it is left out; in millionths of a millionth. */
    private static final double PAYS = 1e9;

    private static final double PICO = 1e12;

    private final Model model;
    private final LpSession session;
    private final Draft from;
    private final boolean[] changed;
    private final boolean mayLeave;
    private final double[] largest;
    private final double[] penalty;
    private final int[] rowOf;
    private final int[] demandRow;
    private final boolean[] in;
    private final List<Part> parts = new ArrayList<>();
    private final Rows.Entries entries = new Rows.Entries();
    private final PoolRows.Column uses = new PoolRows.Column();
    private boolean begun;

    private record Part(int index, int column, int sign) {}

    /**
     * What came of it.
     *
     * @param replicas by column of the model
     * @param columns it looked at
     */
    record Answer(double[] replicas, int columns, int rounds, boolean truncated) {}

    /**
     * @param from the plan
     * @param changed by class
     * @param mayLeave whether classes that did not change may leave their places
     */
    ChangeProgramme(Model model, LpSession session, Draft from, boolean[] changed, boolean mayLeave) {
        this.model = model;
        this.session = session;
        this.from = from;
        this.changed = changed;
        this.mayLeave = mayLeave;
        this.largest = model.largestWeights();
        this.penalty = UnplacedPrices.of(model);
        // Rows at once: a solver goes on from where it was when only columns are new.
        this.rowOf = new int[model.rows.size()];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < rowOf.length; row++) {
            if (largest[row] > 0 && !(model.rows.name(row) instanceof RowName.Cluster)) {
                rowOf[row] = session.addRow(Double.NEGATIVE_INFINITY, free(row) / model.rows.scale(row));
            }
        }
        this.demandRow = new int[model.classes()];
        for (int w = 0; w < demandRow.length; w++) {
            demand(w);
        }
        this.in = new boolean[model.columns()];
    }

    /** What is free of a limit; of a budget a replica less, so that whole ones find a way to fit. */
    private double free(int row) {
        return switch (model.rows.name(row)) {
            case RowName.Spend _, RowName.Quota _ -> Math.max(0, from.free(row) - largest[row]);
            case RowName.Capacity _, RowName.Packing _, RowName.Spot _, RowName.Region _, RowName.Cluster _ ->
                from.free(row);
        };
    }

    /** What is missing may be given, at what it is worth, and what is given may be missing. */
    private void demand(int w) {
        double missing = from.missing(w) / (double) Model.UNIT;
        double worth = penalty[model.level[w]];
        demandRow[w] = session.addRow(-from.surplus(w) / (double) Model.UNIT, Double.POSITIVE_INFINITY);
        int[] row = {demandRow[w]};
        session.addColumn(worth, model.demand[w] / (double) Model.UNIT - missing, row, new double[] {1}, 1);
        if (missing > 0) {
            session.addColumn(-worth, missing, row, new double[] {-1}, 1);
        }
    }

    /** @param near by column, how much prices dislike it */
    Optional<Answer> solve(Effort effort, long[] near) {
        for (int w = 0; w < demandRow.length; w++) {
            if (changed[w] || mayLeave) {
                for (int column = model.start[w]; column < model.start[w + 1]; column++) {
                    if (from.replicas[column] > 0) {
                        add(column);
                    }
                }
                cheapest(w, Double.POSITIVE_INFINITY, column -> near[column] / (double) model.rate[column]);
            }
        }
        Optional<Answer> best = Optional.empty();
        for (int round = 1; round <= ROUNDS; round++) {
            LpOutcome outcome = session.solve(
                    new LpEffort(effort.iterations(), effort.lastResort().left()));
            if (!(outcome instanceof LpOutcome.Solved solved)) {
                return best;
            }
            begun = true;
            best = Optional.of(answer(solved, round));
            if (solved.end() == LpOutcome.End.CLOCK || round == ROUNDS || !grow(solved)) {
                return best;
            }
        }
        return best;
    }

    /** Puts in what pays by the answer; false when nothing does. */
    private boolean grow(LpOutcome.Solved solved) {
        int before = parts.size();
        DualBound judge = new DualBound(model, Stage.cost(model.levels()), duals(solved));
        for (int w = 0; w < demandRow.length; w++) {
            if (changed[w] || mayLeave) {
                double worth = solved.duals()[demandRow[w]] * PICO / Model.UNIT;
                double bonus = model.moving(w) * 1e6;
                cheapest(
                        w,
                        -PAYS / Model.UNIT,
                        column -> (judge.price(column) - (model.kept[column] > 0 ? bonus : 0)) / model.rate[column]
                                - worth);
            }
        }
        return parts.size() > before;
    }

    /** Puts in the columns of a class with the least prices below {@code most}. */
    private void cheapest(int w, double most, IntToDoubleFunction price) {
        int count = changed[w] ? PLACES : PLACES_OF_OTHERS;
        double[] prices = new double[model.start[w + 1] - model.start[w]];
        for (int i = 0; i < prices.length; i++) {
            int column = model.start[w] + i;
            prices[i] = in[column] || model.most[column] == 0 ? Double.POSITIVE_INFINITY : price.applyAsDouble(column);
        }
        double[] sorted = prices.clone();
        Arrays.sort(sorted);
        double last = sorted.length > count ? sorted[count - 1] : Double.MAX_VALUE;
        for (int i = 0, left = count; i < prices.length && left > 0; i++) {
            if (prices[i] <= last && prices[i] < most) {
                add(model.start[w] + i);
                left--;
            }
        }
    }

    private void add(int column) {
        in[column] = true;
        model.rows.entries(model, column, entries);
        uses.size = 0;
        uses.add(demandRow[model.classOf[column]], model.rate[column] / (double) Model.UNIT);
        for (int i = 0; i < entries.size; i++) {
            int row = row(entries.row[i]);
            if (row >= 0) {
                uses.add(row, entries.weight[i] / model.rows.scale(entries.row[i]));
            }
        }
        int now = from.replicas[column];
        int kept = model.kept[column];
        part(column, 1, Math.max(0, kept - now), true);
        part(column, 1, model.most[column] - Math.max(now, kept), false);
        for (int i = 0; i < uses.size; i++) {
            uses.weight[i] = -uses.weight[i];
        }
        part(column, -1, Math.max(0, now - kept), false);
        part(column, -1, Math.min(now, kept), true);
    }

    /** Limits of clusters are many, and few count: those that come late are left to rounding; -1. */
    private int row(int row) {
        if (rowOf[row] < 0 && !begun) {
            rowOf[row] = session.addRow(Double.NEGATIVE_INFINITY, free(row) / model.rows.scale(row));
        }
        return rowOf[row];
    }

    /** @param there whether these are replicas that save a move */
    private void part(int column, int sign, int most, boolean there) {
        if (most <= 0) {
            return;
        }
        int w = model.classOf[column];
        double cost = sign * (model.cost[column] - (there ? model.moving(w) : 0)) / 1e6;
        double calm = sign < 0 && !changed[w] ? LEAVES : 0;
        parts.add(new Part(session.addColumn(cost + calm, most, uses.row, uses.weight, uses.size), column, sign));
    }

    // --- the answer ---

    private Answer answer(LpOutcome.Solved solved, int rounds) {
        double[] replicas = Arrays.stream(from.replicas).asDoubleStream().toArray();
        for (Part each : parts) {
            replicas[each.column()] += each.sign() * solved.values()[each.index()];
        }
        return new Answer(replicas, parts.size(), rounds, solved.end() == LpOutcome.End.CLOCK);
    }

    private Duals duals(LpOutcome.Solved solved) {
        Duals duals = Duals.none(model);
        for (int row = 0; row < rowOf.length; row++) {
            if (rowOf[row] >= 0) {
                duals.rows()[row] = Duals.clip(solved.duals()[rowOf[row]] * PICO / model.rows.scale(row), largest[row]);
            }
        }
        return duals;
    }
}
