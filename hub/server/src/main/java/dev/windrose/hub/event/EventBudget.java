package dev.windrose.hub.event;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one object may be told of: {@value #BURST} times at once, then once in five minutes (as client-go's event
 * correlator), so that one object that flaps drowns nobody. Remembers the {@value #OBJECTS} objects told of last; whoever
 * is forgotten starts anew.
 */
final class EventBudget {
    static final int BURST = 25;
    static final Duration REFILL = Duration.ofMinutes(5);
    private static final int OBJECTS = 4096;

    private record Bucket(double tokens, Instant at) {}

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > OBJECTS;
        }
    };

    /** Takes one; false when the object has none left. */
    boolean take(String uid, Instant now) {
        var bucket = buckets.getOrDefault(uid, new Bucket(BURST, now));
        var gained = Math.max(0, Duration.between(bucket.at(), now).toMillis()) / (double) REFILL.toMillis();
        var tokens = Math.min(BURST, bucket.tokens() + gained);
        var allowed = tokens >= 1;
        buckets.put(uid, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed;
    }
}
