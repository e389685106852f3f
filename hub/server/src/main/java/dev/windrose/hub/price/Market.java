package dev.windrose.hub.price;

import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.RefreshedPrices;
import dev.windrose.placement.price.GuardedBook;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferKey;
import dev.windrose.placement.price.Reservation;
import dev.windrose.placement.price.ReservedPrices;
import dev.windrose.placement.price.SourceBook;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Prices at one moment.
 *
 * @param book what plans are made with
 * @param earlier the same as of one refresh before, of each source; empty: it says the same
 * @param reservations over it
 * @param sources what each source says
 */
record Market(
        GuardedBook book, Optional<GuardedBook> earlier, List<Reservation> reservations, List<SourceBook> sources) {
    static final Market EMPTY = new Market(GuardedBook.empty(), Optional.empty(), List.of(), List.of());

    boolean plansAlike(Market other) {
        return book.equals(other.book) && earlier.equals(other.earlier) && reservations.equals(other.reservations);
    }

    /** With the nodes of these clusters counted for reservations. */
    Prices planned(Collection<ClusterView> clusters) {
        var now = ReservedPrices.over(book, reservations, clusters);
        return earlier.<Prices>map(
                        before -> new RefreshedPrices(now, ReservedPrices.over(before, reservations, clusters)))
                .orElse(now);
    }

    /** What sources other than the named one say of a key. */
    List<Money> othersSay(String source, OfferKey key) {
        return sources.stream()
                .filter(other -> !other.name().equals(source))
                .map(other -> other.book().find(key.cloud(), key.region(), key.zone(), key.instanceType(), key.tier()))
                .flatMap(Optional::stream)
                .map(Offer::price)
                .toList();
    }
}
