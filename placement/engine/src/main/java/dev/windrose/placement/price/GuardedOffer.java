package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * One price with everything that was found about it.
 *
 * @param offer what the source says, the price before where a jump is held
 * @param source the PriceSource
 * @param readAt when the source last said so
 * @param sold whether the cloud is known to sell the type in this tier; empty when the type is in no table
 * @param quarantine why the price is not used as it stands; empty when it is
 * @param planning what an hour is planned with, before discounts; empty when unknown
 */
public record GuardedOffer(
        Offer offer,
        String source,
        SourceClass kind,
        Instant readAt,
        Freshness freshness,
        Optional<Boolean> sold,
        Optional<Quarantine> quarantine,
        Optional<Money> planning) {}
