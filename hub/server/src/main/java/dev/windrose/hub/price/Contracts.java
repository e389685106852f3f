package dev.windrose.hub.price;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.Tier;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Discount;
import dev.windrose.placement.price.Reservation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What contracts say, as the engine wants it. The schema has checked it. */
final class Contracts {
    private Contracts() {}

    static List<Discount> discounts(String source, PriceSourceSpec spec) {
        return Objects.requireNonNullElse(spec.discounts(), List.<PriceSourceSpec.Discount>of()).stream()
                .map(each -> new Discount(
                        each.provider(),
                        Optional.ofNullable(each.region()),
                        Optional.ofNullable(each.instanceType()),
                        Optional.ofNullable(each.tier()).map(Contracts::tier),
                        terms(each),
                        source))
                .toList();
    }

    private static Discount.Terms terms(PriceSourceSpec.Discount discount) {
        return discount.percent() != null
                ? new Discount.Terms.Percent(new BigDecimal(discount.percent()))
                : new Discount.Terms.Fixed(Money.parse(Objects.requireNonNullElse(discount.hourlyPrice(), "")));
    }

    static List<Reservation> reservations(String source, PriceSourceSpec spec) {
        return Objects.requireNonNullElse(spec.reservations(), List.<PriceSourceSpec.Reservation>of()).stream()
                .map(each -> new Reservation(
                        each.provider(),
                        each.region(),
                        Optional.ofNullable(each.zone()),
                        each.instanceType(),
                        each.tier() == null ? CapacityTier.RESERVED : tier(each.tier()),
                        each.count(),
                        money(each.hourlyPrice()),
                        source))
                .toList();
    }

    private static Money money(@Nullable String dollars) {
        return dollars == null ? Money.ZERO : Money.parse(dollars);
    }

    private static CapacityTier tier(Tier tier) {
        return switch (tier) {
            case RESERVED -> CapacityTier.RESERVED;
            case ON_DEMAND -> CapacityTier.ON_DEMAND;
            case SPOT -> CapacityTier.SPOT;
        };
    }
}
