package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;

/**
 * What staying has cost so far: the difference to the cheapest place, summed up over the time in which it was known and
 * there was one.
 *
 * @param owedMicros millionths of a dollar; not negative
 * @param asOf until when it is summed up
 */
public record Regret(long owedMicros, Instant asOf) {
    /** Of a longer gap between two looks nobody knows what prices were: no more than this is summed up at once. */
    public static final Duration LONGEST_GAP = Duration.ofHours(2);

    public Regret {
        if (owedMicros < 0) {
            throw new IllegalArgumentException("Regret (%d) must not be negative.".formatted(owedMicros));
        }
    }

    /** None, from now on. */
    public static Regret none(Instant now) {
        return new Regret(0, now);
    }

    /**
     * Adds the time since the last look. A clock that went back adds nothing, and time counts from what it shows now.
     *
     * @param microsPerHour what staying costs more than the best place; zero or less clears what is owed
     */
    Regret grown(long microsPerHour, Instant now) {
        if (microsPerHour <= 0) {
            return none(now);
        }
        Duration passed = Duration.between(asOf, now);
        Duration counted =
                passed.isNegative() ? Duration.ZERO : passed.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : passed;
        double more = microsPerHour * (counted.toMillis() / 3_600_000.0);
        return new Regret((long) Math.min(Long.MAX_VALUE / 2.0, owedMicros + more), now);
    }
}
