package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.Optional;

/**
 * Instances that are paid for, used or not.
 *
 * @param zone empty: anywhere in the region
 * @param tier the tier of the nodes that it covers: reserved, or on demand where the cloud settles it on the bill
 * @param count how many
 * @param hourly what an hour of one is shown and planned with; zero: nothing more is to be paid
 * @param agreement where it stands, for people
 */
public record Reservation(
        String cloud,
        String region,
        Optional<String> zone,
        String instanceType,
        CapacityTier tier,
        int count,
        Money hourly,
        String agreement) {
    public Reservation {
        if (count < 1) {
            throw new IllegalArgumentException("A reservation of %d instances is none; at least one.".formatted(count));
        }
        if (hourly.micros() < 0) {
            throw new IllegalArgumentException("A reservation for %s an hour: not below zero.".formatted(hourly));
        }
        if (tier != CapacityTier.RESERVED && tier != CapacityTier.ON_DEMAND) {
            throw new IllegalArgumentException(
                    "A reservation covers reserved or on-demand nodes, not %s.".formatted(tier.text()));
        }
    }

    boolean covers(Prices.Key key) {
        return cloud.equals(key.cloud())
                && region.equals(key.region())
                && instanceType.equalsIgnoreCase(key.instanceType())
                && tier == key.tier()
                && (zone.isEmpty() || zone.equals(key.zone()));
    }
}
