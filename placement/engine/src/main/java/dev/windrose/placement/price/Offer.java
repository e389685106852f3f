package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One price: what an hour of one whole instance costs, with its accelerators, host and bundled local disks.
 *
 * @param key what the price is for
 * @param accelerator what the instance carries
 * @param price US dollars per hour of the whole instance; always positive, because an unknown price is no offer
 * @param asOf the day on which the price was known to hold
 * @param validUntil the last day on which the price may be used without being flagged stale
 * @param source where the fact stands: a page, a feed or the user's own words
 */
public record Offer(
        OfferKey key, Accelerator accelerator, Money price, LocalDate asOf, LocalDate validUntil, String source) {
    public Offer {
        if (price.micros() <= 0) {
            throw new IllegalArgumentException(
                    "Price %s of %s must be positive: an unknown price is no offer, and nothing is free."
                            .formatted(price, key));
        }
        if (validUntil.isBefore(asOf)) {
            throw new IllegalArgumentException("%s is valid until %s, before its own date %s. Maybe they are swapped."
                    .formatted(key, validUntil, asOf));
        }
    }

    public String cloud() {
        return key.cloud();
    }

    public String region() {
        return key.region();
    }

    public Optional<String> zone() {
        return key.zone();
    }

    public String instanceType() {
        return key.instanceType();
    }

    public CapacityTier tier() {
        return key.tier();
    }

    /** Whether the price is past its validity: still shown, flagged, and no reason to move anything. */
    public boolean isStale(LocalDate today) {
        return today.isAfter(validUntil);
    }

    /** Days since {@link #asOf}; negative when it lies in the future of the given day. */
    public long ageDays(LocalDate today) {
        return ChronoUnit.DAYS.between(asOf, today);
    }
}
