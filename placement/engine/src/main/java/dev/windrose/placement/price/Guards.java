package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Quarantine.Cause;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Judges keys one after the other, all that are not spot before those that are; see {@link GuardedBook}. */
final class Guards {
    private final List<SourceBook> sources;
    private final SkuTable skus;
    private final Instant now;
    private final Map<OfferKey, Money> planned = new HashMap<>();

    /** @param sources the most trusted first */
    Guards(List<SourceBook> sources, SkuTable skus, Instant now) {
        this.sources = sources;
        this.skus = skus;
        this.now = now;
    }

    private record Claim(SourceBook source, Offer offer) {}

    private record Verdict(Optional<Quarantine> quarantine, Optional<Money> planning) {}

    GuardedOffer judge(OfferKey key) {
        var claim = claim(key);
        var offer = claim.offer();
        var freshness = claim.source().freshness(offer, now);
        var verdict = freshness == Freshness.TOO_OLD ? new Verdict(Optional.empty(), Optional.empty()) : verdict(claim);
        verdict.planning().ifPresent(price -> planned.put(key, price));
        var sold = skus.find(offer.cloud(), offer.instanceType())
                .map(sku -> !sku.notSoldAs().contains(offer.tier()));
        return new GuardedOffer(
                offer,
                claim.source().name(),
                claim.source().kind(),
                claim.source().readAt(offer),
                freshness,
                sold,
                verdict.quarantine(),
                verdict.planning());
    }

    /** The most trusted source that is not too old; the most trusted when all are. */
    private Claim claim(OfferKey key) {
        Optional<Claim> tooOld = Optional.empty();
        for (var source : sources) {
            var offer = source.book().exactly(key);
            if (offer.isPresent()) {
                var claim = new Claim(source, offer.get());
                if (source.freshness(offer.get(), now) != Freshness.TOO_OLD) {
                    return claim;
                }
                tooOld = tooOld.or(() -> Optional.of(claim));
            }
        }
        return tooOld.orElseThrow();
    }

    private Verdict verdict(Claim claim) {
        if (claim.offer().tier() == CapacityTier.SPOT) {
            return onDemand(claim)
                    .filter(price -> claim.offer().price().compareTo(price) >= 0)
                    .map(price -> new Verdict(
                            Optional.of(new Quarantine(
                                    Cause.SPOT_NOT_BELOW_ON_DEMAND,
                                    "spot at %s is not below on demand at %s: the spot price counts as unknown"
                                            .formatted(claim.offer().price(), price))),
                            Optional.empty()))
                    .orElseGet(() -> jump(claim));
        }
        var doubt = claim.source().kind().mayBeDoubted() ? strongestDoubt(claim) : Optional.<Claim>empty();
        return doubt.map(other -> disagreement(claim, other)).orElseGet(() -> jump(claim));
    }

    /** The lower of what the same source says and what is planned with: a true spot price is below both. */
    private Optional<Money> onDemand(Claim spot) {
        var key = onDemandKey(spot.offer().key());
        var own = spot.source().says(key, now).map(Offer::price);
        var used = Optional.ofNullable(planned.get(key)).or(() -> Optional.ofNullable(planned.get(key.regionWide())));
        return own.isPresent() && used.isPresent()
                ? Optional.of(own.get().compareTo(used.get()) < 0 ? own.get() : used.get())
                : own.or(() -> used);
    }

    private static OfferKey onDemandKey(OfferKey key) {
        return new OfferKey(key.cloud(), key.region(), key.zone(), key.instanceType(), CapacityTier.ON_DEMAND);
    }

    /** The dearest of those that disagree, unless one agrees. */
    private Optional<Claim> strongestDoubt(Claim claim) {
        var others = sources.stream()
                .filter(other -> !other.equals(claim.source()))
                .flatMap(other -> other.says(claim.offer().key(), now).map(offer -> new Claim(other, offer)).stream())
                .toList();
        boolean seconded = others.stream()
                .anyMatch(other ->
                        Agreement.agree(other.offer().price(), claim.offer().price()));
        return seconded
                ? Optional.empty()
                : others.stream()
                        .max(Comparator.comparing(other -> other.offer().price()));
    }

    private static Verdict disagreement(Claim claim, Claim other) {
        var ours = claim.offer().price();
        var theirs = other.offer().price();
        var higher = ours.compareTo(theirs) > 0 ? ours : theirs;
        return new Verdict(
                Optional.of(new Quarantine(
                        Cause.SOURCES_DISAGREE,
                        "%s says %s, %s says %s: more than a quarter apart, so %s is planned with until one is corrected or a third agrees"
                                .formatted(
                                        claim.source().name(),
                                        ours,
                                        other.source().name(),
                                        theirs,
                                        higher))),
                Optional.of(higher));
    }

    private static Verdict jump(Claim claim) {
        var held = claim.source().held().get(claim.offer().key());
        var price = claim.offer().price();
        var why = Optional.ofNullable(held)
                .map(waiting -> new Quarantine(
                        Cause.JUMP_HELD,
                        "%s after %s in one refresh: held until the next refresh or a second source says so too"
                                .formatted(
                                        Objects.requireNonNull(waiting)
                                                .offered()
                                                .price(),
                                        price)));
        return new Verdict(why, Optional.of(price));
    }
}
