package dev.windrose.placement;

import dev.windrose.placement.calm.MoveRule;
import java.time.Duration;

/**
 * The planner's numbers.
 *
 * @param maxInventoryAge older inventory moves nothing; three heartbeats of the agent
 * @param moves when a replica moves for a price
 * @param drainFor how long a draining assignment is kept
 */
public record PlannerSettings(Duration maxInventoryAge, MoveRule moves, Duration drainFor) {
    public static final PlannerSettings DEFAULT =
            new PlannerSettings(Duration.ofSeconds(90), MoveRule.DEFAULT, Duration.ofSeconds(30));

    public PlannerSettings {
        if (maxInventoryAge.isNegative() || drainFor.isNegative()) {
            throw new IllegalArgumentException("Durations of the planner must not be negative.");
        }
    }
}
