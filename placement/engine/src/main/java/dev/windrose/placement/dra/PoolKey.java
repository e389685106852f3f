package dev.windrose.placement.dra;

import java.util.Comparator;

/** A driver's pool of devices. */
public record PoolKey(String driver, String pool) implements Comparable<PoolKey> {
    private static final Comparator<PoolKey> ORDER =
            Comparator.comparing(PoolKey::driver).thenComparing(PoolKey::pool);

    @Override
    public int compareTo(PoolKey other) {
        return ORDER.compare(this, other);
    }
}
