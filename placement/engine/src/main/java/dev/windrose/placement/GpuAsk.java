package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuProduct;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** How a workload says which GPUs one replica needs. */
public sealed interface GpuAsk {
    /** One of these products, this many GPUs of one node; the price decides which. */
    record AnyOf(SortedSet<GpuProduct> products, int count) implements GpuAsk {
        public AnyOf {
            products = Collections.unmodifiableSortedSet(new TreeSet<>(products));
            if (products.isEmpty() || products.contains(GpuProduct.UNKNOWN)) {
                throw new IllegalArgumentException(
                        "gpu.anyOf needs at least one product. Maybe leave gpu out: then the memory fit chooses.");
            }
            if (count < 1 || count > 1024) {
                throw new IllegalArgumentException("gpu.count (%d) must be 1-1024.".formatted(count));
            }
        }
    }

    /** The memory fit chooses: the smallest count of each product that holds the model. */
    record ByMemoryFit() implements GpuAsk {}
}
