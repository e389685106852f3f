package dev.windrose.placement.price;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one source says now.
 *
 * @param name of the source, as people know it
 * @param precedence where several sources know a key, the highest that is not too old answers
 * @param book all its offers
 * @param readAt by key: when the source last said so
 * @param held by key: an offer that differs too much from what the source said before, and waits for a confirmation
 */
public record SourceBook(
        String name,
        SourceClass kind,
        int precedence,
        OfferBook book,
        Map<OfferKey, Instant> readAt,
        Map<OfferKey, JumpGuard.Held> held) {
    public SourceBook {
        readAt = Map.copyOf(readAt);
        held = Map.copyOf(held);
    }

    /** One reading of one part of a source, such as a region. */
    public record Part(OfferBook book, Instant readAt, Map<OfferKey, JumpGuard.Held> held) {}

    /** Puts the parts together; of a key that two of them have, the one that was read later holds. */
    public static SourceBook of(String name, SourceClass kind, int precedence, Collection<Part> parts) {
        var offers = new LinkedHashMap<OfferKey, Offer>();
        var readAt = new LinkedHashMap<OfferKey, Instant>();
        parts.stream()
                .sorted(java.util.Comparator.comparing(Part::readAt))
                .forEach(part -> part.book().offers().forEach(offer -> {
                    offers.put(offer.key(), offer);
                    var waiting = part.held().get(offer.key());
                    readAt.put(offer.key(), waiting == null ? part.readAt() : waiting.lastSaid());
                }));
        var held = parts.stream()
                .flatMap(part -> part.held().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first));
        return new SourceBook(name, kind, precedence, OfferBook.of(offers.values()), readAt, held);
    }

    Instant readAt(Offer offer) {
        return Objects.requireNonNull(readAt.get(offer.key()));
    }

    Freshness freshness(Offer offer, Instant now) {
        return Freshness.of(kind, offer, readAt(offer), now);
    }

    /** What the source says of a key that another source has, by the lookup rule; only what is not too old. */
    Optional<Offer> says(OfferKey key, Instant now) {
        return book.find(key.cloud(), key.region(), key.zone(), key.instanceType(), key.tier())
                .filter(offer -> freshness(offer, now) != Freshness.TOO_OLD);
    }
}
