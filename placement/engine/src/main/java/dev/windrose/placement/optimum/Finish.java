package dev.windrose.placement.optimum;

import java.math.BigInteger;

/** From parts of replicas to a plan: rounding, repair, exchange. */
final class Finish {
    private static final int PASSES = 20;

    private final Model model;
    private final Effort effort;
    private final long trials;

    /** @param trials of exchanging, in place of those of the effort */
    Finish(Model model, Effort effort, long trials) {
        this.trials = trials;
        this.model = model;
        this.effort = effort;
    }

    Draft finish(double[] parts, Duals duals) {
        Draft draft = new Rounding(model).round(parts);
        long[] unplaced = draft.unplaced();
        DualBound prices = new DualBound(model, Stage.cost(model.levels()), duals);
        BigInteger bound = prices.bound(unplaced);
        long[] reduced = reduced(prices);
        new Greedy(model, column -> reduced[column]).fill(draft);

        Greedy cheapest = new Greedy(model, column -> model.cost[column]);
        int[][] order = new int[model.classes()][];
        for (int w = 0; w < order.length; w++) {
            order[w] = cheapest.order(w);
        }
        Exchange exchange = new Exchange(draft, order, trials, effort.lastResort());
        exchange.place();
        long enough = bound.divide(BigInteger.valueOf(1_000_000)).longValue() / 1_000_000 * effort.goodEnoughPpm();
        for (int pass = 0; pass < PASSES && !exchange.exhausted(); pass++) {
            long saved = exchange.improve(reduced);
            if (saved <= enough / 20) {
                break;
            }
        }
        exchange.place();
        return draft;
    }

    /** What a column costs beyond what it is worth, by the prices of the limits. */
    private long[] reduced(DualBound prices) {
        long[] reduced = new long[model.columns()];
        for (int column = 0; column < reduced.length; column++) {
            reduced[column] = prices.priced(column) - prices.lambda(model.classOf[column]) * model.rate[column];
        }
        return reduced;
    }
}
