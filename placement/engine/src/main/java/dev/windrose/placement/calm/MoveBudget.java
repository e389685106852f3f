package dev.windrose.placement.calm;

import java.time.Duration;

/**
 * How many moves for a price are allowed within a span of time.
 *
 * @param perWorkload of one workload
 * @param perFleet of all of them
 * @param span over which they are counted
 */
public record MoveBudget(int perWorkload, int perFleet, Duration span) {
    public MoveBudget {
        if (perWorkload < 0 || perFleet < 0 || !span.isPositive()) {
            throw new IllegalArgumentException("A budget of %d moves for a workload and %d for the fleet in %s is none."
                    .formatted(perWorkload, perFleet, span));
        }
    }
}
