package dev.windrose.placement.calm;

import java.util.Comparator;
import java.util.Optional;

/**
 * Interruptible machines that are alike: a cloud takes them back by type and zone.
 *
 * @param zone empty: unknown
 */
public record SpotKey(String cloud, String region, Optional<String> zone, String instanceType)
        implements Comparable<SpotKey> {
    private static final Comparator<SpotKey> ORDER = Comparator.comparing(SpotKey::cloud)
            .thenComparing(SpotKey::region)
            .thenComparing(key -> key.zone().orElse(""))
            .thenComparing(SpotKey::instanceType);

    @Override
    public int compareTo(SpotKey other) {
        return ORDER.compare(this, other);
    }
}
