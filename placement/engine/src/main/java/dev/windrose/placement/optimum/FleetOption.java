package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;

/**
 * GPUs that can be had in one place at one price. Values are checked by {@link ProblemCheck}.
 *
 * @param marginal what one GPU adds to the bill in an hour: what plans are made by
 * @param allocated a GPU's share of its node in an hour: what budgets count
 * @param capacity GPUs for the classes of the problem, those that hold them now included
 * @param headroomPercent share of the capacity that is left free for failover; rounds up
 */
public record FleetOption(
        OptionKey key, String region, Money marginal, Money allocated, int capacity, int headroomPercent) {
    /** GPUs that a plan may use. */
    public int usable() {
        return capacity - (int) Math.ceilDiv((long) capacity * headroomPercent, 100L);
    }
}
