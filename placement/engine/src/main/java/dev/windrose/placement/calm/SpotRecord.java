package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;

/**
 * What was seen of interruptible machines of one kind in one zone, older things counting less: interruptions fade with a
 * half-life of a week, launches with one of six hours.
 *
 * @param interruptions that machines suffered
 * @param hours that machines ran
 * @param launched launches that were granted
 * @param refused launches that were refused for lack of machines
 * @param asOf until when it was faded
 */
public record SpotRecord(double interruptions, double hours, double launched, double refused, Instant asOf) {
    /** An interruption in ten hours, believed as firmly as ten hours would teach it: recorded zones had 0.05 to 0.2. */
    private static final double PRIOR_INTERRUPTIONS = 1;

    private static final double PRIOR_HOURS = 10;
    private static final double PRIOR_LAUNCHED = 1;
    private static final double PRIOR_REFUSED = 1;
    private static final Duration HAZARD_HALF_LIFE = Duration.ofDays(7);
    private static final Duration LAUNCH_HALF_LIFE = Duration.ofHours(6);

    public SpotRecord {
        if (!(interruptions >= 0 && hours >= 0 && launched >= 0 && refused >= 0)
                || Double.isInfinite(interruptions + hours + launched + refused)) {
            throw new IllegalArgumentException(
                    "%s interruptions in %s hours, %s launched, %s refused: none may be below 0."
                            .formatted(interruptions, hours, launched, refused));
        }
    }

    /** Nothing was seen yet. */
    public static SpotRecord nothing(Instant now) {
        return new SpotRecord(0, 0, 0, 0, now);
    }

    /** With machine hours and the interruptions in them. */
    public SpotRecord ran(double moreHours, int moreInterruptions, Instant now) {
        SpotRecord faded = at(now);
        return new SpotRecord(
                faded.interruptions + moreInterruptions,
                faded.hours + moreHours,
                faded.launched,
                faded.refused,
                faded.asOf);
    }

    /** With launches that were granted and refused. */
    public SpotRecord asked(int granted, int denied, Instant now) {
        SpotRecord faded = at(now);
        return new SpotRecord(
                faded.interruptions, faded.hours, faded.launched + granted, faded.refused + denied, faded.asOf);
    }

    /** Faded until now. A clock that went back fades nothing. */
    SpotRecord at(Instant now) {
        if (!now.isAfter(asOf)) {
            return this;
        }
        Duration passed = Duration.between(asOf, now);
        double hazard = left(passed, HAZARD_HALF_LIFE);
        double launch = left(passed, LAUNCH_HALF_LIFE);
        return new SpotRecord(interruptions * hazard, hours * hazard, launched * launch, refused * launch, now);
    }

    private static double left(Duration passed, Duration halfLife) {
        return Math.pow(0.5, (double) passed.toSeconds() / halfLife.toSeconds());
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

    /** Chance that a launch is granted: mean of the Beta posterior. */
    public double launchChance(Instant now) {
        SpotRecord faded = at(now);
        double granted = PRIOR_LAUNCHED + faded.launched;
        return granted / (granted + PRIOR_REFUSED + faded.refused);
    }
}
