package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;

/**
 * What was seen of interruptible machines of one kind, older things counting less, with a half-life of a week. Whether
 * machines are to be had at all is another matter: {@link StockoutMemory}.
 *
 * @param interruptions that machines suffered
 * @param hours that machines ran
 * @param asOf until when it was faded
 */
public record SpotRecord(double interruptions, double hours, Instant asOf) {
    /** An interruption in ten hours, believed as firmly as ten hours would teach it: recorded zones had 0.05 to 0.2. */
    private static final double PRIOR_INTERRUPTIONS = 1;

    private static final double PRIOR_HOURS = 10;
    private static final Duration HALF_LIFE = Duration.ofDays(7);

    public SpotRecord {
        if (!(interruptions >= 0 && hours >= 0) || Double.isInfinite(interruptions + hours)) {
            throw new IllegalArgumentException(
                    "%s interruptions in %s hours: neither may be below 0.".formatted(interruptions, hours));
        }
    }

    /** Nothing was seen yet. */
    public static SpotRecord nothing(Instant now) {
        return new SpotRecord(0, 0, now);
    }

    /** With machine hours and the interruptions in them. */
    public SpotRecord ran(double moreHours, int moreInterruptions, Instant now) {
        SpotRecord faded = at(now);
        return new SpotRecord(faded.interruptions + moreInterruptions, faded.hours + moreHours, faded.asOf);
    }

    /** Faded until now. A clock that went back fades nothing. */
    SpotRecord at(Instant now) {
        if (!now.isAfter(asOf)) {
            return this;
        }
        double left = Math.pow(0.5, (double) Duration.between(asOf, now).toSeconds() / HALF_LIFE.toSeconds());
        return new SpotRecord(interruptions * left, hours * left, now);
    }

    /**
     * Interruptions of one machine in an hour: mean of the Gamma posterior plus one standard deviation, so that what is
     * little known is not taken for safe.
     */
    public double hazardPerHour(Instant now) {
        SpotRecord faded = at(now);
        double shape = PRIOR_INTERRUPTIONS + faded.interruptions;
        double rate = PRIOR_HOURS + faded.hours;
        return shape / rate + Math.sqrt(shape) / rate;
    }
}
