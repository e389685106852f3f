package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.Instant;

/** GPUs kept free for somebody else (an upgrade's surge, a failover) until {@code expiresAt}; void from then on. */
public record CapacityHold(
        String id, ClusterId cluster, Shape shape, CapacityTier tier, int replicas, Instant expiresAt) {
    public CapacityHold {
        if (replicas < 1) {
            throw new IllegalArgumentException(
                    "Hold %s is for %d replicas; it needs at least 1.".formatted(id, replicas));
        }
    }
}
