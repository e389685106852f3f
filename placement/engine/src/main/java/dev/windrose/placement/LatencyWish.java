package dev.windrose.placement;

import java.util.List;
import java.util.Optional;

/**
 * Where the callers are. Only a cluster in one of the named regions is known to be near; with {@code maxMillis} every
 * other one is turned down, because its distance is unknown. Without it the wish is soft and the report says that it
 * was not weighed.
 */
public record LatencyWish(List<String> nearRegions, Optional<Integer> maxMillis) {
    public LatencyWish {
        nearRegions = List.copyOf(nearRegions);
        if (maxMillis.isPresent() && maxMillis.get() < 1) {
            throw new IllegalArgumentException("maxMillis (%d) must be at least 1.".formatted(maxMillis.get()));
        }
    }
}
