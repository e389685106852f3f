package dev.windrose.placement.inventory;

import java.util.Optional;

/**
 * Where a node comes from: pool, instance type, cloud ({@code aws}, {@code azure}, {@code gcp} …), region, zone, and
 * how it is bought. Each is empty, or {@link CapacityTier#UNKNOWN}, when the node's labels do not say.
 */
public record NodeOrigin(
        Optional<String> pool,
        Optional<String> instanceType,
        Optional<String> cloud,
        Optional<String> region,
        Optional<String> zone,
        CapacityTier tier) {
    public static final NodeOrigin UNKNOWN = new NodeOrigin(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            CapacityTier.UNKNOWN);
}
