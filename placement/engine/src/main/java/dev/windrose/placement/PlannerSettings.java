package dev.windrose.placement;

import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.egress.EgressPrices;
import dev.windrose.placement.latency.Latencies;
import java.time.Duration;

/**
 * The planner's numbers.
 *
 * @param maxInventoryAge older inventory moves nothing; three heartbeats of the agent
 * @param moves when a replica moves for a price
 * @param drainFor how long a draining assignment is kept
 * @param latencies how far regions are from each other
 * @param egress what carrying data out of them costs
 * @param failoverHeadroom of the GPUs of every kind of node in every cluster, the share that what is new leaves free
 */
public record PlannerSettings(
        Duration maxInventoryAge,
        MoveRule moves,
        Duration drainFor,
        Latencies latencies,
        EgressPrices egress,
        Limit.Percent failoverHeadroom) {
    public static final PlannerSettings DEFAULT = new PlannerSettings(
            Duration.ofSeconds(90),
            MoveRule.DEFAULT,
            Duration.ofSeconds(30),
            Latencies.ESTIMATED,
            EgressPrices.LIST,
            new Limit.Percent(0));

    public PlannerSettings {
        if (maxInventoryAge.isNegative() || drainFor.isNegative()) {
            throw new IllegalArgumentException("Durations of the planner must not be negative.");
        }
    }

    /** The same with other rules for moves. */
    public PlannerSettings with(MoveRule rule) {
        return new PlannerSettings(maxInventoryAge, rule, drainFor, latencies, egress, failoverHeadroom);
    }

    /** The same with other round trips. */
    public PlannerSettings with(Latencies other) {
        return new PlannerSettings(maxInventoryAge, moves, drainFor, other, egress, failoverHeadroom);
    }

    /** The same with other prices of egress. */
    public PlannerSettings with(EgressPrices other) {
        return new PlannerSettings(maxInventoryAge, moves, drainFor, latencies, other, failoverHeadroom);
    }

    /** The same with another share kept free for failover. */
    public PlannerSettings with(Limit.Percent headroom) {
        return new PlannerSettings(maxInventoryAge, moves, drainFor, latencies, egress, headroom);
    }
}
