package dev.windrose.protocol;

import java.time.Duration;

/**
 * Judges one agent's presence by the hub's monotonic clock, from the moment each renewal was <em>received</em>. Wall
 * clocks and what the agent's clock says play no part. All times are nanoseconds of one {@link System#nanoTime()}.
 *
 * <pre>
 * UNKNOWN --renewal--&gt; PRESENT --8 s--&gt; SUSPECT --13 s--&gt; LOST
 *    |                    ^-------- renewal ---------'       |
 *    '--28 s--&gt; LOST      '------------ renewal -------------'
 * </pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class Presence {

    /** How often an agent renews. */
    public static final Duration RENEWAL = Duration.ofSeconds(3);
    /** Two renewals are missing and a third is due: somebody should look. */
    public static final Duration SUSPECT_AFTER = Duration.ofSeconds(8);
    /** Four renewals are missing. */
    public static final Duration LOST_AFTER = Duration.ofSeconds(13);
    /** After the hub started (or took over) an agent gets one full period and 15 s to find it. */
    public static final Duration UNKNOWN_FOR = LOST_AFTER.plusSeconds(15);

    private final long listeningSince;
    private long lastRenewal;
    private boolean renewed;

    /** Nothing heard yet; {@code nowNanos} is when the hub began to listen. */
    public Presence(long nowNanos) {
        this.listeningSince = nowNanos;
        this.lastRenewal = nowNanos;
    }

    /** A renewal was received. Times never run backwards here: a smaller one than before is ignored. */
    public void renewed(long nowNanos) {
        if (!renewed || nowNanos - lastRenewal > 0) {
            lastRenewal = nowNanos;
        }
        renewed = true;
    }

    public PresenceState at(long nowNanos) {
        if (!renewed) {
            return nowNanos - listeningSince < UNKNOWN_FOR.toNanos() ? PresenceState.UNKNOWN : PresenceState.LOST;
        }
        long silent = nowNanos - lastRenewal;
        if (silent >= LOST_AFTER.toNanos()) {
            return PresenceState.LOST;
        }
        return silent >= SUSPECT_AFTER.toNanos() ? PresenceState.SUSPECT : PresenceState.PRESENT;
    }

    /** How long ago the last renewal arrived, or since the hub listens if none did. */
    public Duration silentFor(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - lastRenewal));
    }
}
