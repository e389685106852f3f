package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Whether new replicas go on interruptible machines or on ones that are paid in full.
 *
 * @param spot whether they go on interruptible ones
 * @param microsPerHour what an hour of them is expected to cost, interruptions counted in; empty: nobody knows
 * @param why with the values, for people
 */
public record SpotChoice(boolean spot, OptionalLong microsPerHour, String why) {
    /** With less hope than this, waiting for a machine costs more than it saves. */
    private static final double LEAST_CHANCE = 0.2;

    /**
     * Decides. Interruptible machines must be expected to be cheaper though each interruption costs a cold start.
     *
     * @param spotMicros price of an hour; empty: unknown
     * @param onDemandMicros likewise
     * @param lostPerInterruption time that is paid and serves nobody: cold start and lost work
     * @param record what was seen of them
     */
    public static SpotChoice between(
            OptionalLong spotMicros,
            OptionalLong onDemandMicros,
            SpotRecord record,
            Duration lostPerInterruption,
            Instant now) {
        if (spotMicros.isEmpty()) {
            return new SpotChoice(false, onDemandMicros, "the spot price is not known");
        }
        double lost = record.hazardPerHour(now) * lostPerInterruption.toMillis() / 3_600_000.0;
        long expected = (long) Math.min(Long.MAX_VALUE / 2.0, Math.ceil(spotMicros.getAsLong() * (1 + lost)));
        double chance = record.launchChance(now);
        String facts = String.format(
                Locale.ROOT,
                "%.3f interruptions an hour make %.4f USD of %.4f, launches are granted with %.0f %%",
                record.hazardPerHour(now),
                expected / 1e6,
                spotMicros.getAsLong() / 1e6,
                100 * chance);
        boolean spot = chance >= LEAST_CHANCE && (onDemandMicros.isEmpty() || expected < onDemandMicros.getAsLong());
        return new SpotChoice(spot, spot ? OptionalLong.of(expected) : onDemandMicros, facts);
    }
}
