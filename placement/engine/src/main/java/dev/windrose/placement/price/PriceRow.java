package dev.windrose.placement.price;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.LocalDate;
import java.util.List;

/**
 * What a feed says of one price, as text and unjudged: the rules for files decide what becomes of it. All amounts are US
 * dollars per hour of the whole instance; a feed that has another unit or currency makes no such row.
 *
 * @param zone empty when the price holds in the whole region
 * @param accelerator product, count and memory where the feed itself knows them; empty to ask the SKU table
 * @param source where it stands, for people
 */
public record PriceRow(
        Place place, CapacityTier tier, String price, Carries accelerator, LocalDate asOf, String source) {
    /** The columns of our own layout that a row fills. */
    static final List<String> COLUMNS = List.of(
            Layout.CLOUD,
            Layout.REGION,
            Layout.ZONE,
            Layout.TYPE,
            Layout.PRODUCT,
            Layout.COUNT,
            Layout.MEMORY,
            Layout.ON_DEMAND,
            Layout.SPOT,
            Layout.RESERVED,
            Layout.AS_OF,
            Layout.SOURCE);

    /** Where, and which machine. */
    public record Place(String cloud, String region, String zone, String instanceType) {}

    /** What the feed says that the machine carries. */
    public record Carries(String product, String count, String memoryMib) {
        public static final Carries UNSAID = new Carries("", "", "");
    }

    public PriceRow {
        if (tier == CapacityTier.UNKNOWN) {
            throw new IllegalArgumentException(
                    "A price is for a tier. Maybe the feed's row is neither on demand nor spot.");
        }
    }

    List<String> fields() {
        return List.of(
                place.cloud(),
                place.region(),
                place.zone(),
                place.instanceType(),
                accelerator.product(),
                accelerator.count(),
                accelerator.memoryMib(),
                tier == CapacityTier.ON_DEMAND ? price : "",
                tier == CapacityTier.SPOT ? price : "",
                tier == CapacityTier.RESERVED ? price : "",
                asOf.toString(),
                source);
    }
}
