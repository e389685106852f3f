package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;

/** Builders for the tests of this package. */
final class Offers {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

    private Offers() {}

    static Offer offer(String region, String zone, CapacityTier tier, String price) {
        return offer(region, zone, tier, price, "test");
    }

    static Offer offer(String region, String zone, CapacityTier tier, String price, String source) {
        var key =
                new OfferKey("aws", region, zone.isEmpty() ? Optional.empty() : Optional.of(zone), "p5.48xlarge", tier);
        var asOf = LocalDate.of(2026, 7, 20);
        return new Offer(key, h100(), Money.parse(price), asOf, asOf.plusYears(1), source);
    }

    static Accelerator h100() {
        return new Accelerator(new GpuProduct("H100"), AcceleratorKind.GPU, DeviceCount.of(8), 81_559);
    }

    static PriceLoad load(String name, String text) {
        return load(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static PriceLoad load(String name, byte[] bytes) {
        return new PriceCsv(SkuTable.builtIn()).parse(PriceFile.named(name, TODAY, TODAY), bytes);
    }
}
