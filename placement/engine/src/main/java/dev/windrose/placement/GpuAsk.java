package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuProduct;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which GPUs one replica needs. With products and count the user decides, and only what cannot hold the bare weights is
 * turned down; whatever is left out the memory fit chooses.
 *
 * @param anyOf products to choose from, the price decides; empty: every product that the model fits into
 * @param count GPUs of one node; empty: the smallest count that holds the model
 */
public record GpuAsk(SortedSet<GpuProduct> anyOf, Optional<Integer> count) {
    /** The memory fit chooses product and count. */
    public static final GpuAsk BY_MEMORY_FIT = new GpuAsk(Collections.emptySortedSet(), Optional.empty());

    public GpuAsk {
        anyOf = Collections.unmodifiableSortedSet(new TreeSet<>(anyOf));
        if (anyOf.contains(GpuProduct.UNKNOWN)) {
            throw new IllegalArgumentException(
                    "gpu.anyOf must name known products. Maybe leave it out: then the memory fit chooses.");
        }
        if (count.isPresent() && (count.get() < 1 || count.get() > 1024)) {
            throw new IllegalArgumentException("gpu.count (%d) must be 1-1024.".formatted(count.get()));
        }
    }

    /** {@code count} GPUs of one of the products. */
    public static GpuAsk of(int count, String... products) {
        return new GpuAsk(
                new TreeSet<>(List.of(products).stream().map(GpuProduct::new).toList()), Optional.of(count));
    }

    /** Whether the user gave both products and count, so that the memory fit chooses nothing. */
    public boolean complete() {
        return !anyOf.isEmpty() && count.isPresent();
    }
}
