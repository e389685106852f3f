package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Finding.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that keep a wrong price from looking cheap, over the amounts of one whole instance.
 *
 * <ul>
 *   <li>A price below {@link #LEAST} or above {@link #MOST} per device and hour is a placeholder or a slipped decimal
 *       point, hence unknown. (Real extremes, 2026: an eighth of an MI25 at 1.86 a device, GB200 at 54; a feed that
 *       wrote 700.00 for every TPU slice.)
 *   <li>A spot price that is not below the on-demand price is a feed's mistake: it is ignored. Real feeds did so for
 *       all H200 of Azure.
 * </ul>
 */
final class PriceGuard {
    /** A cent: no accelerator was ever let for less. */
    static final Money LEAST = Money.ofMicros(10_000);
    /** 200 dollars: about four times the dearest accelerator on any list. */
    static final Money MOST = Money.ofMicros(200_000_000);

    private PriceGuard() {}

    /** The amounts that hold, and a finding for each that does not. */
    static Map<CapacityTier, Money> check(
            int line, Layout layout, DeviceCount count, Map<CapacityTier, Money> amounts, List<Finding> findings) {
        var kept = new EnumMap<CapacityTier, Money>(CapacityTier.class);
        amounts.forEach((tier, price) -> {
            if (isReasonable(price, count)) {
                kept.put(tier, price);
            } else {
                findings.add(new Finding(
                        Kind.UNKNOWN_PRICE,
                        line,
                        layout.name(Layout.priceColumn(tier)),
                        price.toString(),
                        "%s accelerators for %s an hour is beyond reason (%s to %s each): the price is not offered"
                                .formatted(count, price, LEAST, MOST)));
            }
        });
        var onDemand = kept.get(CapacityTier.ON_DEMAND);
        var spot = kept.get(CapacityTier.SPOT);
        if (onDemand != null && spot != null && spot.compareTo(onDemand) >= 0) {
            kept.remove(CapacityTier.SPOT);
            findings.add(new Finding(
                    Kind.SPOT_NOT_BELOW_ON_DEMAND,
                    line,
                    layout.name(Layout.SPOT),
                    spot.toString(),
                    "not below the on-demand price %s: the spot price is ignored".formatted(onDemand)));
        }
        return kept;
    }

    private static boolean isReasonable(Money price, DeviceCount count) {
        var wholes = price.times(count.denominator());
        return wholes.compareTo(LEAST.times(count.numerator())) >= 0
                && wholes.compareTo(MOST.times(count.numerator())) <= 0;
    }
}
