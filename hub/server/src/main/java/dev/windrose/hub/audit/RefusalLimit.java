package dev.windrose.hub.audit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps those who hammer at closed doors from filling the trail: of equal refusals only the first few in a minute get a
 * row of their own; the rest are counted, and the next row says for how many it stands. Not safe for several threads.
 */
final class RefusalLimit {
    static final int EACH = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Of so many kinds of refusal the oldest is forgotten first. */
    private static final int KINDS = 10_000;

    private static final class Count {
        private long windowStart;
        private int inWindow;
        private int untold;
    }

    private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > KINDS;
        }
    };

    /** For how many refusals a row is to be written now, this one included; 0 for none. */
    int admit(String kind, long nowNanos) {
        var count = counts.computeIfAbsent(kind, _ -> {
            var fresh = new Count();
            fresh.windowStart = nowNanos;
            return fresh;
        });
        if (nowNanos - count.windowStart >= WINDOW.toNanos()) {
            count.windowStart = nowNanos;
            count.inWindow = 0;
        }
        if (count.inWindow >= EACH) {
            count.untold++;
            return 0;
        }
        count.inWindow++;
        var stands = count.untold + 1;
        count.untold = 0;
        return stands;
    }
}
