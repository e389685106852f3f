package dev.windrose.placement.calm;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Comparator;

/** What was refused. No cluster: what one of them met, all of the same account and region would. */
public record StockoutKey(String cloud, String account, String region, String sku, CapacityTier tier)
        implements Comparable<StockoutKey> {
    private static final Comparator<StockoutKey> ORDER = Comparator.comparing(StockoutKey::cloud)
            .thenComparing(StockoutKey::account)
            .thenComparing(StockoutKey::region)
            .thenComparing(StockoutKey::sku)
            .thenComparing(StockoutKey::tier);

    @Override
    public int compareTo(StockoutKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s/%s/%s %s %s".formatted(cloud, account, region, sku, tier.text());
    }
}
