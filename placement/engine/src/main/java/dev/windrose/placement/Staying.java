package dev.windrose.placement;

import dev.windrose.placement.calm.Regret;
import java.time.Duration;
import java.time.Instant;

/**
 * What it costs a replica of a row to stay while a cheaper place is known. A line over time: while prices stand it needs
 * no look to grow, and it is the same value for as long.
 *
 * @param row where it stays
 * @param owedMicros millionths of a dollar that staying had cost by {@code asOf}; not negative
 * @param asOf when the difference last changed
 * @param microsPerHour the difference since then; 0 while a price is not known for sure
 */
public record Staying(AssignmentKey row, long owedMicros, Instant asOf, long microsPerHour) {
    private static final double HOUR = 3_600_000;

    public Staying {
        if (owedMicros < 0 || microsPerHour < 0) {
            throw new IllegalArgumentException(
                    "What staying costs (%d, %d an hour) must not be negative.".formatted(owedMicros, microsPerHour));
        }
    }

    /** By then; a clock that went back adds nothing. */
    public Regret at(Instant now) {
        Duration passed = now.isBefore(asOf) ? Duration.ZERO : Duration.between(asOf, now);
        double owed = owedMicros + microsPerHour * (passed.toMillis() / HOUR);
        return new Regret((long) Math.min(Long.MAX_VALUE / 2.0, owed), now);
    }

    /** At another difference from now on; itself where that is what it was. */
    Staying at(long difference, Instant now) {
        return difference == microsPerHour ? this : new Staying(row, at(now).owedMicros(), now, difference);
    }

    /** After a time in which nobody looked at prices: no more than {@link Regret#LONGEST_GAP} of it counts. */
    public Staying resumed(Instant lookedAt, Instant now) {
        Instant end = lookedAt.plus(Regret.LONGEST_GAP);
        Instant counted = now.isBefore(end) ? now : end;
        return new Staying(row, at(counted).owedMicros(), now, microsPerHour);
    }
}
