package dev.windrose.placement.price;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one price is for. Two offers with equal keys contradict each other; a book holds one offer per key.
 *
 * @param cloud lower case: {@code aws}, {@code azure}, {@code gcp}, …
 * @param region the cloud's own name of the region
 * @param zone empty when the price holds in every zone of the region. AWS zone <em>names</em> differ per account; feeds
 *     name AWS zones by id ({@code use1-az2})
 * @param instanceType the cloud's own name of the instance type, in the spelling of the SKU table where that knows it
 * @param tier how it is bought
 */
public record OfferKey(String cloud, String region, Optional<String> zone, String instanceType, CapacityTier tier)
        implements Comparable<OfferKey> {
    /** The tiers that can have a price. */
    static final List<CapacityTier> SOLD = List.of(CapacityTier.RESERVED, CapacityTier.ON_DEMAND, CapacityTier.SPOT);

    private static final Comparator<OfferKey> ORDER = Comparator.comparing(OfferKey::cloud)
            .thenComparing(OfferKey::region)
            .thenComparing(OfferKey::instanceType)
            .thenComparing(key -> key.zone().orElse(""))
            .thenComparing(OfferKey::tier);

    public OfferKey {
        if (tier == CapacityTier.UNKNOWN) {
            throw new IllegalArgumentException(
                    "A tier that is not known has no price. Maybe the node lacks its" + " capacity-type label.");
        }
        requireName("Cloud", cloud);
        requireName("Region", region);
        requireName("Instance type", instanceType);
        zone.ifPresent(name -> requireName("Zone", name));
        if (!cloud.equals(cloud.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException("Cloud \"%s\" must be lower case, such as aws.".formatted(cloud));
        }
    }

    private static void requireName(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "%s \"%s\" is no name: 1 to 100 letters, digits, dots, dashes and underscores."
                            .formatted(what, name));
        }
    }

    /** Whether the text can name a cloud, region, zone or instance type. */
    static boolean isName(String text) {
        return text.matches("[A-Za-z0-9][-._A-Za-z0-9]{0,99}");
    }

    /** The same key without its zone. */
    public OfferKey regionWide() {
        return new OfferKey(cloud, region, Optional.empty(), instanceType, tier);
    }

    @Override
    public int compareTo(OfferKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s/%s%s %s %s".formatted(cloud, region, zone.map(z -> "/" + z).orElse(""), instanceType, tier);
    }
}
