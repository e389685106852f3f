package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.glob.Glob;
import dev.windrose.placement.inventory.CapacityTier;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A negotiated price: percent off the list, or a fixed price.
 *
 * @param cloud lower case
 * @param regions glob over region names; empty: all
 * @param instanceTypes glob over instance types; empty: all
 * @param tier empty: all but reserved
 * @param terms what was agreed
 * @param agreement where it stands, for people
 */
public record Discount(
        String cloud,
        Optional<String> regions,
        Optional<String> instanceTypes,
        Optional<CapacityTier> tier,
        Terms terms,
        String agreement) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** What was agreed. */
    public sealed interface Terms {
        /** @param percent above 0 and below 100 */
        record Percent(BigDecimal percent) implements Terms {
            public Percent {
                if (percent.signum() <= 0 || percent.compareTo(HUNDRED) >= 0) {
                    throw new IllegalArgumentException(
                            "A discount of %s %% is none: it lies between 0 and 100. Maybe a fixed price is meant."
                                    .formatted(percent.toPlainString()));
                }
            }
        }

        /** @param hourly of the whole instance; above 0 */
        record Fixed(Money hourly) implements Terms {
            public Fixed {
                if (hourly.micros() <= 0) {
                    throw new IllegalArgumentException(
                            "A fixed price of %s is none: nothing is free. Maybe a reservation is meant."
                                    .formatted(hourly));
                }
            }
        }
    }

    boolean covers(Prices.Key key) {
        return cloud.equals(key.cloud())
                && regions.map(glob -> Glob.matches(glob, key.region())).orElse(true)
                && instanceTypes
                        .map(glob -> Glob.matches(glob, key.instanceType()))
                        .orElse(true)
                && tier.map(each -> each == key.tier()).orElse(key.tier() != CapacityTier.RESERVED);
    }

    /** The agreed price, rounded up to a micro-dollar; empty when it is a share of a list price that nobody knows. */
    Optional<Money> applied(Optional<Money> list) {
        return switch (terms) {
            case Terms.Fixed(Money hourly) -> Optional.of(hourly);
            case Terms.Percent(BigDecimal percent) ->
                list.map(price -> Money.ofMicros(BigDecimal.valueOf(price.micros())
                        .multiply(HUNDRED.subtract(percent))
                        .divide(HUNDRED, 0, RoundingMode.CEILING)
                        .longValueExact()));
        };
    }

    String text() {
        return switch (terms) {
            case Terms.Fixed(Money hourly) -> "%s an hour by %s".formatted(hourly, agreement);
            case Terms.Percent(BigDecimal percent) -> "less %s %% by %s".formatted(percent.toPlainString(), agreement);
        };
    }
}
