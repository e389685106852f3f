package dev.windrose.placement.inventory;

import java.util.Map;

/** Counts of devices as they come from outside: too many to be true is clipped, and said, before it is added up. */
final class Units {
    /** No node has more; a larger number is a mistake of whoever reports it. */
    static final int MOST = 100_000;

    private Units() {}

    static int of(Map<String, Long> quantities, String resource) {
        return clip(quantities.getOrDefault(resource, 0L));
    }

    static int clip(long units) {
        return Math.toIntExact(Math.clamp(units, 0, MOST));
    }

    static boolean absurd(Map<String, Long> quantities, String resource) {
        long units = quantities.getOrDefault(resource, 0L);
        return units < 0 || units > MOST;
    }
}
