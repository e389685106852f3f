package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.Instant;

/**
 * A cloud was out of an instance type in a region. Until it may be asked again, no member there is counted on to get new
 * nodes of it; nodes that are there are not concerned.
 *
 * @param until before it nobody asks
 * @param why what was seen, where and when; for people
 */
public record StockOut(String cloud, String region, String instanceType, CapacityTier tier, Instant until, String why) {
    public StockOut {
        if (cloud.isBlank() || region.isBlank() || instanceType.isBlank()) {
            throw new IllegalArgumentException("A stock-out needs cloud (%s), region (%s) and instance type (%s)."
                    .formatted(cloud, region, instanceType));
        }
    }
}
