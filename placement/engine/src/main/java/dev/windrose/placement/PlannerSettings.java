package dev.windrose.placement;

import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.latency.Latencies;
import java.time.Duration;

/**
 * The planner's numbers.
 *
 * @param maxInventoryAge older inventory moves nothing; three heartbeats of the agent
 * @param moves when a replica moves for a price
 * @param drainFor how long a draining assignment is kept
 * @param latencies how far regions are from each other
 */
public record PlannerSettings(Duration maxInventoryAge, MoveRule moves, Duration drainFor, Latencies latencies) {
    public static final PlannerSettings DEFAULT =
            new PlannerSettings(Duration.ofSeconds(90), MoveRule.DEFAULT, Duration.ofSeconds(30), Latencies.ESTIMATED);

    public PlannerSettings {
        if (maxInventoryAge.isNegative() || drainFor.isNegative()) {
            throw new IllegalArgumentException("Durations of the planner must not be negative.");
        }
    }

    /** The same with other rules for moves. */
    public PlannerSettings with(MoveRule rule) {
        return new PlannerSettings(maxInventoryAge, rule, drainFor, latencies);
    }

    /** The same with other round trips. */
    public PlannerSettings with(Latencies other) {
        return new PlannerSettings(maxInventoryAge, moves, drainFor, other);
    }
}
