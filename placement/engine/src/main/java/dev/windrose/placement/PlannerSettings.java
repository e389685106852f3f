package dev.windrose.placement;

import java.time.Duration;

/**
 * The planner's numbers.
 *
 * @param maxInventoryAge older inventory moves nothing; three heartbeats of the agent
 * @param dwell how long a replica stays before a cheaper place may take it
 * @param minSavingPercent what a move must save of the moved replica's price
 * @param drainFor how long a draining assignment is kept
 */
public record PlannerSettings(Duration maxInventoryAge, Duration dwell, int minSavingPercent, Duration drainFor) {
    public static final PlannerSettings DEFAULT =
            new PlannerSettings(Duration.ofSeconds(90), Duration.ofMinutes(30), 5, Duration.ofSeconds(30));

    public PlannerSettings {
        if (maxInventoryAge.isNegative() || dwell.isNegative() || drainFor.isNegative()) {
            throw new IllegalArgumentException("Durations of the planner must not be negative.");
        }
        if (minSavingPercent < 0 || minSavingPercent > 100) {
            throw new IllegalArgumentException("minSavingPercent (%d) must be 0-100.".formatted(minSavingPercent));
        }
    }
}
