package dev.windrose.placement;

import java.util.Optional;

/**
 * How far the replicas must lie apart.
 *
 * @param minRegions wanted number of regions; capped at the replicas and at the regions that can take one
 * @param maxPerCluster most replicas in one cluster; empty: no limit
 */
public record Spread(int minRegions, Optional<Limit> maxPerCluster) {
    public static final Spread NONE = new Spread(1, Optional.empty());

    public Spread {
        if (minRegions < 1) {
            throw new IllegalArgumentException("minRegions (%d) must be at least 1.".formatted(minRegions));
        }
    }
}
