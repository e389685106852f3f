package dev.windrose.simulator.control;

import dev.windrose.simulator.world.Templates;
import java.time.Duration;

/**
 * How long simulated things take.
 *
 * @param podStart from binding to Ready, before jitter; zero makes pods ready in one step
 * @param podStop from the start of a deletion to the end of the pod, at most its own grace period
 * @param nodeStart from the autoscaler's order to the node's being Ready
 */
public record Delays(Duration podStart, Duration podStop, Duration nodeStart) {
    public static final Delays NONE = new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    public static final Delays DEMO = new Delays(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(5));

    public Delays {
        if (podStart.isNegative() || podStop.isNegative() || nodeStart.isNegative()) {
            throw new IllegalArgumentException(
                    "Delays (%s, %s, %s) must not be negative.".formatted(podStart, podStop, nodeStart));
        }
    }

    /** The same times, so many times as fast. */
    public Delays faster(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("--speed (%s) must be more than 0.".formatted(speed));
        }
        return new Delays(scaled(podStart, speed), scaled(podStop, speed), scaled(nodeStart, speed));
    }

    /** A pod's own start time: up to half as much again, by its uid alone, so that a replay is equal. */
    Duration podStart(String uid) {
        long millis = podStart.toMillis();
        return millis < 2 ? podStart : podStart.plusMillis(Templates.number(uid, millis / 2));
    }

    private static Duration scaled(Duration time, double speed) {
        return Duration.ofMillis(Math.round(time.toMillis() / speed));
    }
}
