package dev.windrose.hub.access.limit;

import java.time.Duration;

/** A rate with a burst: full at first, refilled by time. Pure; not safe for several threads. */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double most;
    private double tokens;
    private long last;

    TokenBucket(double perSecond, double most, long now) {
        if (perSecond <= 0 || most < 1) {
            throw new IllegalArgumentException(
                    "A rate (%s/s, at once %s) must be positive.".formatted(perSecond, most));
        }
        this.perSecond = perSecond;
        this.most = most;
        this.tokens = most;
        this.last = now;
    }

    /**
     * Takes one.
     *
     * @param now monotonic, nanoseconds
     * @return zero when there was one, else when there will be; nothing is taken then
     */
    Duration take(long now) {
        // By difference: monotonic clocks may wrap round.
        long passed = now - last;
        if (passed > 0) {
            tokens = Math.min(most, tokens + passed / NANOS * perSecond);
            last = now;
        }
        if (tokens >= 1) {
            tokens--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * NANOS));
    }
}
