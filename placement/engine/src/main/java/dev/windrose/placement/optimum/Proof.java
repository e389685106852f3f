package dev.windrose.placement.optimum;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Numbers by which anybody can compute what no plan can beat. With the prices in place of the limits each class is
 * served alone, as cheaply as it can be:
 *
 * <pre>
 * sum over limits      price × limit
 * + sum over classes   max over v of  v × demand + the gains of all places that cost less than v × throughput
 * </pre>
 *
 * in exact whole numbers; {@code docs/placement.md} has the definition in full.
 *
 * @param priority of which no less can be left unplaced, given what the plan leaves of the higher ones; empty: the cost,
 *     given what the plan leaves of all
 * @param bound thousandths of a replica, or millionths of a dollar per hour; rounded up, for plans come in whole ones
 * @param limits prices of limits, those that are not 0; in millionths of a millionth of a dollar (or of a replica)
 * @param unplaced by priority, the price of a thousandth of a replica that may stay unplaced
 */
public record Proof(Optional<Integer> priority, long bound, List<Price> limits, SortedMap<Integer, Long> unplaced) {
    /** The price of a limit: at most 0, what one more unit of it would change. */
    public record Price(RowName limit, long pico) {}

    public Proof {
        limits = List.copyOf(limits);
    }
}
