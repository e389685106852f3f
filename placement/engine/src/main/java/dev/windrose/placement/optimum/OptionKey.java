package dev.windrose.placement.optimum;

import dev.windrose.placement.ClusterId;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.Comparator;

/**
 * Which place: nodes of one kind and tier in one cluster.
 *
 * @param kind what makes the nodes alike, such as product and instance type
 */
public record OptionKey(ClusterId cluster, String kind, CapacityTier tier) implements Comparable<OptionKey> {
    private static final Comparator<OptionKey> ORDER = Comparator.comparing(OptionKey::cluster)
            .thenComparing(OptionKey::kind)
            .thenComparing(OptionKey::tier);

    @Override
    public int compareTo(OptionKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code cluster/kind/spot}. */
    public String text() {
        return cluster.value() + "/" + kind + "/" + tier.text();
    }
}
