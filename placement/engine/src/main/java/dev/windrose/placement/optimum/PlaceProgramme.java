package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import dev.windrose.placement.lp.LpSolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where much stays unplaced: the linear programme of all places for what is unplaced, all priorities together, from the prices of
 * {@link PoolProgramme} on. Pools count the average price of their places for budgets; here a budget knows that its classes may have
 * the cheaper ones. Few ways besides those that the pools' prices like are missing, and few rounds bring them.
 */
final class PlaceProgramme {
    private final Model model;
    private final Effort effort;
    private final Stage together;

    /**
     * What came of it.
     *
     * @param draft whole replicas
     * @param coverage prices for proofs of what is unplaced, by priority
     */
    record Answer(Draft draft, List<Duals> coverage, int columns, int rounds, boolean truncated) {}

    PlaceProgramme(Model model, Effort effort) {
        this.model = model;
        this.effort = effort;
        this.together = Stage.together(model.levels());
    }

    /** Places as much as can be; empty when the solver gives no answer. */
    Optional<Answer> solve(LpSolver solver, PoolProgramme.Answer pools) {
        try (LpSession session = solver.open()) {
            Master master = new Master(model, session);
            start(master, pools);
            ColumnGeneration generation = new ColumnGeneration(model, master, effort);
            return generation.solve(together, new double[model.levels()]).map(parts -> {
                Draft draft = new Dive(model, master, generation, effort).whole(parts.replicas(), parts.cost());
                boolean truncated = parts.end() == LpOutcome.End.CLOCK;
                return new Answer(draft, coverage(parts.duals()), master.columns(), parts.rounds(), truncated);
            });
        }
    }

    /** What is there, what pools came to, and what pays by prices that tell the places of a pool apart. */
    private void start(Master master, PoolProgramme.Answer pools) {
        long[] nothing = new long[model.levels()];
        Duals prices =
                new PlacePrices(model, together).improved(pools.coverage().getLast(), nothing);
        DualBound judge = new DualBound(model, together, prices);
        judge.bound(nothing);
        IntStream.range(0, model.columns())
                .filter(column -> model.most[column] > 0)
                .filter(column -> pools.replicas()[column] > 0
                        || model.kept[column] > 0
                        || judge.priced(column) <= judge.lambda(model.classOf[column]) * model.rate[column])
                .forEach(column -> master.add(column, together));
    }

    private List<Duals> coverage(Duals prices) {
        List<Duals> coverage = new ArrayList<>();
        for (int level = 0; level < model.levels(); level++) {
            coverage.add(of(prices, level));
        }
        return coverage;
    }

    /** The same prices where a replica of that priority counts as one. */
    private Duals of(Duals prices, int level) {
        Duals own = Duals.none(model);
        for (int row = 0; row < own.rows().length; row++) {
            own.rows()[row] = prices.rows()[row] / together.weight(level);
        }
        for (int higher = 0; higher < level; higher++) {
            own.unplaced()[higher] = -together.unplaced(higher) / together.weight(level);
        }
        return own;
    }
}
