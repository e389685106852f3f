package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a plan is from the best one, proven.
 *
 * @param plan its digest
 * @param coverage for each priority of which something is unplaced, the highest first
 * @param cost the proof for the cost of what is placed
 */
public record Certificate(String plan, List<Proof> coverage, Proof cost) {
    public Certificate {
        coverage = List.copyOf(coverage);
    }

    /** No plan that leaves no more unplaced than this one costs less. */
    public Money leastCost() {
        return Money.ofMicros(cost.bound());
    }

    /** How much dearer the plan is than the bound, in percent of the bound; empty where the bound is nothing. */
    public OptionalDouble gapPercent(FleetPlan of) {
        long bound = cost.bound();
        long above = of.totals().cost().micros() - bound;
        if (above == 0) {
            return OptionalDouble.of(0);
        }
        return bound <= 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * above / bound);
    }
}
