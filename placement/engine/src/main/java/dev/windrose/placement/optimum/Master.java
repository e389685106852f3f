package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.util.Arrays;

/** The linear programme with the columns that matter so far. Money in dollars, throughput in replicas. */
final class Master {
    private static final double DOLLAR = 1e6;
    private static final double PICO = 1e12;

    /**
     * What cost counts beside what is unplaced: of the many ways to place as much the cheaper ones come first, which also keeps
     * the solver from going round among them. Proofs do not count it.
     */
    static final double SLIGHT = 1e-5;

    private final Model model;
    private final LpSession session;
    private final Rows.Entries entries = new Rows.Entries();
    private final int[] rowOf;
    private final int[] demandRow;
    private final int[] missing;
    private final int[] limitRow;
    /** By column: the replicas that are there, and those that would be new; -1: not in. */
    private final int[] keptColumn;

    private final int[] newColumn;
    private final double[] largest;
    private int columns;

    Master(Model model, LpSession session) {
        this.model = model;
        this.session = session;
        this.rowOf = filled(model.rows.size());
        this.keptColumn = filled(model.columns());
        this.newColumn = filled(model.columns());
        this.demandRow = new int[model.classes()];
        this.missing = new int[model.classes()];
        this.limitRow = new int[model.levels()];
        this.largest = model.largestWeights();
        // All rows at once: a solver goes on from where it was when only columns are new.
        for (int row = 0; row < rowOf.length; row++) {
            if (largest[row] > 0) {
                rowOf[row] = session.addRow(Double.NEGATIVE_INFINITY, model.rows.most(row) / model.rows.scale(row));
            }
        }
        for (int level = 0; level < limitRow.length; level++) {
            limitRow[level] = session.addRow(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        for (int w = 0; w < demandRow.length; w++) {
            double demand = replicas(model.demand[w]);
            demandRow[w] = session.addRow(demand, demand + replicas(model.over[w]));
            int[] in = {demandRow[w], limitRow[model.level[w]]};
            missing[w] = session.addColumn(0, demand, in, new double[] {1, 1}, 2);
        }
    }

    private static int[] filled(int size) {
        int[] none = new int[size];
        Arrays.fill(none, -1);
        return none;
    }

    private static double replicas(long thousandths) {
        return thousandths / (double) Model.UNIT;
    }

    boolean has(int column) {
        return newColumn[column] >= 0;
    }

    int columns() {
        return columns;
    }

    void add(int column, Stage stage) {
        if (has(column)) {
            return;
        }
        model.rows.entries(model, column, entries);
        int[] in = new int[entries.size + 1];
        double[] weights = new double[entries.size + 1];
        for (int i = 0; i < entries.size; i++) {
            int row = entries.row[i];
            in[i] = rowOf[row];
            weights[i] = entries.weight[i] / model.rows.scale(row);
        }
        int w = model.classOf[column];
        in[entries.size] = demandRow[w];
        weights[entries.size] = replicas(model.rate[column]);
        int kept = model.kept[column];
        if (kept > 0) {
            keptColumn[column] = session.addColumn(cost(column, true, stage), kept, in, weights, in.length);
        }
        newColumn[column] =
                session.addColumn(cost(column, false, stage), model.most[column] - kept, in, weights, in.length);
        columns++;
    }

    private double cost(int column, boolean kept, Stage stage) {
        long bonus = kept ? model.moving(model.classOf[column]) : 0;
        if (stage.together()) {
            return 0;
        }
        return stage.cost() ? (model.cost[column] - bonus) / DOLLAR : SLIGHT * model.cost[column] / DOLLAR;
    }

    /** Makes the stage's sum the cost; of higher priorities only so much may be unplaced. */
    void aim(Stage stage, double[] unplaced) {
        for (int w = 0; w < demandRow.length; w++) {
            session.cost(missing[w], stage.unplaced(model.level[w]) * Model.UNIT / PICO);
        }
        for (int level = 0; level < limitRow.length; level++) {
            session.limits(
                    limitRow[level],
                    Double.NEGATIVE_INFINITY,
                    stage.limits(level) ? unplaced[level] : Double.POSITIVE_INFINITY);
        }
        for (int column = 0; column < newColumn.length; column++) {
            if (newColumn[column] >= 0) {
                session.cost(newColumn[column], cost(column, false, stage));
            }
            if (keptColumn[column] >= 0) {
                session.cost(keptColumn[column], cost(column, true, stage));
            }
        }
    }

    /** Leaves only what a plan in the making leaves: of limits, of demand, and of each column what still fits whole. */
    void rest(Draft draft) {
        for (int row = 0; row < rowOf.length; row++) {
            if (rowOf[row] >= 0) {
                double free = draft.free(row) / model.rows.scale(row);
                session.limits(rowOf[row], Double.NEGATIVE_INFINITY, free);
            }
        }
        for (int w = 0; w < demandRow.length; w++) {
            double wanted = replicas(draft.missing(w));
            session.limits(demandRow[w], wanted, wanted > 0 ? wanted + replicas(model.over[w]) : 0);
            session.most(missing[w], wanted);
        }
        for (int column = 0; column < newColumn.length; column++) {
            if (has(column)) {
                int room = draft.missing(model.classOf[column]) > 0 ? draft.room(column) : 0;
                int kept = Math.clamp(model.kept[column] - draft.replicas[column], 0, room);
                if (keptColumn[column] >= 0) {
                    session.most(keptColumn[column], kept);
                }
                session.most(newColumn[column], room - kept);
            }
        }
    }

    LpOutcome solve(LpEffort effort) {
        return session.solve(effort);
    }

    /** Replicas by column. */
    double[] replicas(LpOutcome.Solved solved) {
        double[] replicas = new double[newColumn.length];
        for (int column = 0; column < replicas.length; column++) {
            if (newColumn[column] >= 0) {
                replicas[column] = solved.values()[newColumn[column]];
            }
            if (keptColumn[column] >= 0) {
                replicas[column] += solved.values()[keptColumn[column]];
            }
        }
        return replicas;
    }

    /** Replicas of a priority that stay unplaced. */
    double unplaced(LpOutcome.Solved solved, int level) {
        double unplaced = 0;
        for (int w = 0; w < missing.length; w++) {
            unplaced += model.level[w] == level ? solved.values()[missing[w]] : 0;
        }
        return unplaced;
    }

    /** The solver's prices as a proof takes them. */
    Duals duals(LpOutcome.Solved solved) {
        Duals duals = Duals.none(model);
        for (int row = 0; row < rowOf.length; row++) {
            if (rowOf[row] >= 0) {
                duals.rows()[row] = Duals.clip(solved.duals()[rowOf[row]] * PICO / model.rows.scale(row), largest[row]);
            }
        }
        for (int level = 0; level < limitRow.length; level++) {
            duals.unplaced()[level] = Duals.clip(solved.duals()[limitRow[level]] * PICO / Model.UNIT, Model.UNIT);
        }
        return duals;
    }

    /** The solver's price of a thousandth of a replica of class w. */
    double lambda(LpOutcome.Solved solved, int w) {
        return solved.duals()[demandRow[w]] * PICO / Model.UNIT;
    }
}
