package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Solves the linear programme of all columns with few of them: those left out are judged by the prices of the limits, and
 * those that would pay are put in, until none would or until the bound says that none can matter.
 */
final class ColumnGeneration {
    /** Where the bound is this near, the rest is rounding. */
    private static final double NEAR = 1e-7;

    /** The same where what is unplaced is counted: there are many ways to the same sum, and whole replicas miss by more. */
    private static final double NEAR_COVERED = 5e-4;

    /** A column pays by more than a millionth of a dollar, or it is left out. */
    private static final double PAYS = 1e6;

    private static final int EACH_ROUND = 40;

    private final Model model;
    private final Master master;
    private final Effort effort;

    /**
     * What came of a stage.
     *
     * @param replicas by column, in parts
     * @param duals those with the best bound
     * @param cost in dollars, or in replicas where a stage counts them
     * @param end of the last solve
     */
    record Result(double[] replicas, Duals duals, double cost, LpOutcome.End end, int rounds) {}

    ColumnGeneration(Model model, Master master, Effort effort) {
        this.model = model;
        this.master = master;
        this.effort = effort;
    }

    /**
     * Solves a stage.
     *
     * @param limits replicas that may stay unplaced by priority, those of the higher ones in a stage of coverage
     * @return empty when the solver gave no answer at all
     */
    Optional<Result> solve(Stage stage, double[] limits) {
        long[] allowed = Arrays.stream(limits)
                .mapToLong(each -> (long) Math.ceil(each * Model.UNIT - 1e-6))
                .toArray();
        master.aim(stage, limits);
        Result best = null;
        BigInteger bound = null;
        for (int round = 1;
                round <= effort.rounds() && effort.lastResort().left().isPositive();
                round++) {
            LpOutcome outcome = master.solve(
                    new LpEffort(effort.iterations(), effort.lastResort().left()));
            if (!(outcome instanceof LpOutcome.Solved solved)) {
                return Optional.ofNullable(best);
            }
            double cost = stage.cost() || stage.together() ? solved.cost() : master.unplaced(solved, stage.level());
            Duals duals = master.duals(solved);
            DualBound proof = new DualBound(model, stage, duals);
            BigInteger proven = proof.bound(allowed);
            boolean better = bound == null || proven.compareTo(bound) > 0;
            BigInteger known = bound == null || better ? proven : bound;
            bound = known;
            best = new Result(
                    master.replicas(solved), better || best == null ? duals : best.duals(), cost, solved.end(), round);
            if (near(cost, stage, known) || solved.end() == LpOutcome.End.CLOCK || !grow(stage, proof, solved)) {
                return Optional.of(best);
            }
        }
        return Optional.ofNullable(best);
    }

    /** Puts in the columns that pay by the prices of an answer; false when none does. */
    boolean grow(Stage stage, LpOutcome.Solved solved) {
        DualBound proof = new DualBound(model, stage, master.duals(solved));
        proof.bound(new long[model.levels()]);
        return grow(stage, proof, solved);
    }

    private boolean near(double cost, Stage stage, BigInteger bound) {
        double proven = bound.doubleValue() / 1e12 - (stage.cost() ? model.moveAll / 1e6 : 0);
        return cost - proven <= (stage.cost() ? NEAR : NEAR_COVERED) * Math.max(1, Math.abs(cost));
    }

    /** Puts in the columns that pay most; false when none pays. */
    private boolean grow(Stage stage, DualBound proof, LpOutcome.Solved solved) {
        int before = master.columns();
        for (int w = 0; w < model.classes(); w++) {
            if (stage.counts(model.level[w])) {
                double lambda = master.lambda(solved, w);
                double bonus = stage.cost() ? model.moving(w) * 1e6 : 0;
                IntStream.range(model.start[w], model.start[w + 1])
                        .filter(column -> model.most[column] > 0 && !master.has(column))
                        .filter(column -> reduced(stage, proof, column, lambda, bonus) < -PAYS)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(
                                        column -> reduced(stage, proof, column, lambda, bonus) / model.rate[column])
                                .thenComparing(column -> column))
                        .limit(EACH_ROUND)
                        .forEach(column -> master.add(column, stage));
            }
        }
        return master.columns() > before;
    }

    private double reduced(Stage stage, DualBound proof, int column, double lambda, double bonus) {
        double slight = stage.cost() || stage.together() ? 0 : Master.SLIGHT * model.cost[column] * 1e6;
        return proof.priced(column) + slight - (model.kept[column] > 0 ? bonus : 0) - lambda * model.rate[column];
    }
}
