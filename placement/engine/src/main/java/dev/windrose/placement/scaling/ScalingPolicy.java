package dev.windrose.placement.scaling;

import java.time.Duration;

/**
 * What a workload asks of its scaling.
 *
 * @param min fewest replicas, at least 1: nothing here could wake a workload that has none
 * @param max most replicas
 * @param target the load that one replica shall carry, above zero
 * @param unit what the load counts, for people: {@code requests} or {@code tokens/s}
 * @param upDelay how long more must be needed before there are more
 * @param downDelay how long fewer must do before there are fewer
 */
public record ScalingPolicy(int min, int max, double target, String unit, Duration upDelay, Duration downDelay) {
    public static final int MOST = 100_000;

    /** Wishes are kept as long as the longer delay: longer ones would keep much and decide nothing better. */
    public static final Duration LONGEST_DELAY = Duration.ofHours(24);

    public ScalingPolicy {
        if (min < 1 || max < min || max > MOST) {
            throw new IllegalArgumentException(
                    "min (%d) and max (%d) must be ascending from 1 to %d. Maybe swap them.".formatted(min, max, MOST));
        }
        if (!(target > 0) || Double.isInfinite(target)) {
            throw new IllegalArgumentException("target (%s) must be a number above zero.".formatted(target));
        }
        checkDelay("upDelay", upDelay);
        checkDelay("downDelay", downDelay);
    }

    private static void checkDelay(String name, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("%s (%s) must be 0 to %s.".formatted(name, delay, LONGEST_DELAY));
        }
    }

    int clamp(int replicas) {
        return Math.clamp(replicas, min, max);
    }

    /**
     * How many replicas carry the load, of those that are wanted: as many as now while the load of each is within the
     * tolerance of the target.
     */
    int replicasFor(double load, int wanted) {
        if (Math.abs(load / (wanted * target) - 1) <= ReplicaScaler.TOLERANCE) {
            return wanted;
        }
        // A share that is whole but for the last bits of the division needs no further replica.
        return (int) Math.min(MOST, Math.ceil(load / target - 1e-9));
    }
}
