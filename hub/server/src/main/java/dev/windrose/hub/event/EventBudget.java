package dev.windrose.hub.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one object may be told of: {@value #BURST} times at once, then once in five minutes (as client-go's event
 * correlator), so that one object that flaps drowns nobody. Remembers the {@value #OBJECTS} objects told of last; whoever
 * is forgotten starts anew. All objects together: {@value #ALL_BURST} at once, then {@value #ALL_PER_SECOND} a second; what
 * is more waits for its turn, so that thousands of new workloads are not slowed down by twice as many writes that tell of
 * them.
 */
final class EventBudget {
    static final int BURST = 25;
    static final Duration REFILL = Duration.ofMinutes(5);
    static final int ALL_BURST = 50;
    static final int ALL_PER_SECOND = 25;
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

    /** Takes one of the object's; false when it has none left. */
    boolean take(String uid, Instant now) {
        var bucket = buckets.getOrDefault(uid, new Bucket(BURST, now));
        var tokens = bucket.at(now, 1.0 / REFILL.toMillis(), BURST);
        var allowed = tokens >= 1;
        buckets.put(uid, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed;
    }

    /** Takes one of those of all objects together, and says how long to wait until it may be used. */
    Duration turn(Instant now) {
        var perMilli = ALL_PER_SECOND / 1_000.0;
        var left = all.at(now, perMilli, ALL_BURST) - 1;
        all = new Bucket(left, now);
        return left >= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(-left / perMilli));
    }
}
