package dev.windrose.hub.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one object may be told of: {@value #BURST} times at once, then once in five minutes (as client-go's event
 * correlator), so that one object that flaps drowns nobody. Remembers the {@value #OBJECTS} objects told of last; whoever
 * is forgotten starts anew. All objects together: {@value #ALL_BURST} at once, then {@value #ALL_PER_SECOND} a second (as a
 * real server's EventRateLimit), so that thousands of new workloads are not slowed down by twice as many writes that tell of
 * them.
 */
final class EventBudget {
    static final int BURST = 25;
    static final Duration REFILL = Duration.ofMinutes(5);
    static final int ALL_BURST = 500;
    static final int ALL_PER_SECOND = 50;
    private static final int OBJECTS = 4096;

    private record Bucket(double tokens, Instant at) {
        double at(Instant now, double perMilli, int most) {
            return Math.min(
                    most,
                    tokens + perMilli * Math.max(0, Duration.between(at, now).toMillis()));
        }
    }

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > OBJECTS;
        }
    };

    private Bucket all = new Bucket(ALL_BURST, Instant.EPOCH);

    /** Takes one; false when the object has none left, or all of them. */
    boolean take(String uid, Instant now) {
        var whole = all.at(now, ALL_PER_SECOND / 1_000.0, ALL_BURST);
        all = new Bucket(whole, now);
        if (whole < 1 || !takeOf(uid, now)) {
            return false;
        }
        all = new Bucket(whole - 1, now);
        return true;
    }

    private boolean takeOf(String uid, Instant now) {
        var bucket = buckets.getOrDefault(uid, new Bucket(BURST, now));
        var tokens = bucket.at(now, 1.0 / REFILL.toMillis(), BURST);
        var allowed = tokens >= 1;
        buckets.put(uid, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed;
    }
}
