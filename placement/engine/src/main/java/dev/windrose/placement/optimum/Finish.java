package dev.windrose.placement.optimum;

/** From parts of replicas to a plan: rounding, repair, exchange. */
final class Finish {
    private static final int PASSES = 20;
    /** How often more is placed in what cheaper ways have left. */
    private static final int AGAIN = 3;

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
        return finish(new Rounding(model).round(parts), duals);
    }

    /** The same of replicas that are whole already. */
    Draft finish(Draft draft, Duals duals) {
        DualBound prices = new DualBound(model, Stage.cost(model.levels()), duals);
        prices.bound(draft.unplaced());
        long[] reduced = prices.reduced();
        new Greedy(model, column -> reduced[column]).fill(draft);

        Greedy cheapest = new Greedy(model, column -> model.cost[column]);
        int[][] order = new int[model.classes()][];
        for (int w = 0; w < order.length; w++) {
            order[w] = cheapest.order(w);
        }
        Exchange exchange = new Exchange(draft, order, trials, effort.lastResort());
        exchange.place();
        cheaper(draft, exchange, reduced);
        for (int again = 0; again < AGAIN && exchange.place(); again++) {
            cheaper(draft, exchange, reduced);
        }
        return draft;
    }

    private void cheaper(Draft draft, Exchange exchange, long[] reduced) {
        long enough = draft.cost() / 1_000_000 * effort.goodEnoughPpm();
        for (int pass = 0; pass < PASSES && !exchange.exhausted(); pass++) {
            long saved = exchange.improve(reduced);
            if (saved <= enough / 20) {
                return;
            }
        }
    }
}
