package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.LoadReport.Outcome;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one row of a price file says, before rows are put together. */
sealed interface Row {
    int line();

    /** A price of a whole instance. */
    record Whole(int line, Place place, Accelerator accelerator, Set<CapacityTier> notSoldAs, Prices prices)
            implements Row {}

    /** A price of a machine without the accelerators that belong to it. */
    record HostOnly(int line, Place place, Sku sku, Prices prices) implements Row {}

    /** A price of accelerators without a machine. */
    record GpuOnly(int line, Place place, String product, DeviceCount count, Prices prices) implements Row {
        /** Whether these are the accelerators of that machine, in that place. */
        boolean belongsTo(HostOnly host) {
            return place.cloud().equals(host.place().cloud())
                    && place.region().equals(host.place().region())
                    && place.zone().equals(host.place().zone())
                    && count.equals(host.sku().accelerator().count())
                    && listedName(host.sku()).filter(product::equals).isPresent();
        }

        /**
         * The name under which SkyPilot lists the accelerators of a machine whose price is machine plus accelerators.
         * Empty for the others: the prices of A4 and of A3 Ultra and Edge are built in ways of their own, and a sum
         * would be a guess.
         */
        private static Optional<String> listedName(Sku sku) {
            var type = sku.instanceType();
            var product = sku.accelerator().product().name();
            if (type.equals("a3-megagpu-8g")) {
                return Optional.of("H100-MEGA");
            }
            boolean sum = type.startsWith("a2-") || type.startsWith("a3-highgpu-") || type.startsWith("g2-standard-");
            return sum ? Optional.of(product.equals("A100-40GB") ? "A100" : product) : Optional.empty();
        }
    }

    /** Nothing of use; the finding that says why is in the report already. */
    record Dropped(int line, Outcome outcome) implements Row {}

    /** Where the price holds; the instance type is empty for accelerators without a machine. */
    record Place(String cloud, String region, Optional<String> zone, String instanceType) {}

    /** The amounts that are positive numbers, and what they stand on. */
    record Prices(Map<CapacityTier, Money> amounts, LocalDate asOf, LocalDate validUntil, String source) {}
}
