package dev.windrose.placement.price;

import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An immutable set of offers, at most one per {@link OfferKey}.
 *
 * <p><b>Lookup rule.</b> A lookup that names a zone gets the offer of exactly that zone, else the region-wide offer,
 * else nothing: another zone's price is not borrowed. A lookup without a zone gets the region-wide offer; where only
 * zones have prices it gets the <em>dearest</em> of them, because it is not known in which zone the instance will come
 * up and a cost must not be understated. No lookup ever answers with another tier.
 *
 * <p>All orders are those of {@link OfferKey}: the same offers give the same list, whatever order they came in.
 */
public final class OfferBook implements Prices {
    private static final OfferBook EMPTY = new OfferBook(new TreeMap<>());

    private final NavigableMap<OfferKey, Offer> offers;

    private OfferBook(NavigableMap<OfferKey, Offer> offers) {
        this.offers = offers;
    }

    /** A book that knows no price. */
    public static OfferBook empty() {
        return EMPTY;
    }

    /**
     * A book of the given offers.
     *
     * @throws IllegalArgumentException when two offers share a key: which one holds is the caller's decision
     */
    public static OfferBook of(Collection<Offer> offers) {
        var byKey = new TreeMap<OfferKey, Offer>();
        for (var offer : offers) {
            var previous = byKey.putIfAbsent(offer.key(), offer);
            if (previous != null) {
                throw new IllegalArgumentException("Two offers for %s: %s (%s) and %s (%s)."
                        .formatted(offer.key(), previous.price(), previous.source(), offer.price(), offer.source()));
            }
        }
        return new OfferBook(byKey);
    }

    /** One book of several; for each key the last book that has it wins. Every offer keeps its own source and date. */
    public static OfferBook merge(List<OfferBook> leastToMostTrusted) {
        var byKey = new TreeMap<OfferKey, Offer>();
        leastToMostTrusted.forEach(book -> byKey.putAll(book.offers));
        return new OfferBook(byKey);
    }

    /** Answers the planner by the lookup rule of this class; a tier that is not known has no price. */
    @Override
    public Optional<Quote> quote(Key key) {
        return key.tier() == CapacityTier.UNKNOWN
                ? Optional.empty()
                : find(key.cloud(), key.region(), key.zone(), key.instanceType(), key.tier())
                        .map(offer ->
                                new Quote(offer.price(), offer.source(), false, false, Optional.of(offer.asOf())));
    }

    /** The price that answers for an instance; see the lookup rule of this class. */
    public Optional<Offer> find(
            String cloud, String region, Optional<String> zone, String instanceType, CapacityTier tier) {
        var regionWide = new OfferKey(cloud, region, Optional.empty(), instanceType, tier);
        var exact = new OfferKey(cloud, region, zone, instanceType, tier);
        var found = Optional.ofNullable(offers.get(exact)).or(() -> Optional.ofNullable(offers.get(regionWide)));
        return found.isPresent() || zone.isPresent() ? found : dearestZone(regionWide);
    }

    /** The offer of exactly this key. */
    public Optional<Offer> exactly(OfferKey key) {
        return Optional.ofNullable(offers.get(key));
    }

    private Optional<Offer> dearestZone(OfferKey regionWide) {
        // Keys of one instance type are neighbours: they sort by cloud, region and type before the zone.
        SortedMap<OfferKey, Offer> from = offers.tailMap(regionWide, true);
        return from.values().stream()
                .takeWhile(offer -> offer.instanceType().equals(regionWide.instanceType())
                        && offer.region().equals(regionWide.region())
                        && offer.cloud().equals(regionWide.cloud()))
                .filter(offer -> offer.tier() == regionWide.tier())
                .max(Comparator.comparing(Offer::price).thenComparing(Offer::key, Comparator.reverseOrder()));
    }

    /** All offers, in the order of their keys. */
    public List<Offer> offers() {
        return List.copyOf(offers.values());
    }

    public int size() {
        return offers.size();
    }

    public boolean isEmpty() {
        return offers.isEmpty();
    }

    /** How many different regions have at least one price. */
    public long regions() {
        return offers.keySet().stream()
                .map(key -> key.cloud() + "/" + key.region())
                .distinct()
                .count();
    }

    /** The date of the oldest price; empty for an empty book. */
    public Optional<LocalDate> oldest() {
        return dates().min(Comparator.naturalOrder());
    }

    /** The date of the newest price; empty for an empty book. */
    public Optional<LocalDate> newest() {
        return dates().max(Comparator.naturalOrder());
    }

    private Stream<LocalDate> dates() {
        return offers.values().stream().map(Offer::asOf);
    }

    /** The offers that are past their validity, in the order of their keys. */
    public List<Offer> stale(LocalDate today) {
        return offers.values().stream().filter(offer -> offer.isStale(today)).toList();
    }

    /**
     * The offers of this book that differ from the other book's offer for the same key by more than the given percentage
     * of the other's price, in the order of their keys.
     */
    public List<Deviation> deviationsFrom(OfferBook other, int percent) {
        return offers.values().stream()
                .map(ours -> {
                    var theirs = other.offers.get(ours.key());
                    return theirs == null ? null : new Deviation(ours, theirs);
                })
                .filter(Objects::nonNull)
                .filter(pair -> pair.exceeds(percent))
                .toList();
    }

    /**
     * Two sources that do not agree.
     *
     * @param ours the offer of the book that was asked
     * @param theirs the other book's offer for the same key
     */
    public record Deviation(Offer ours, Offer theirs) {
        boolean exceeds(int percent) {
            var gap = Math.absExact(ours.price().minus(theirs.price()).micros());
            return Math.multiplyExact(gap, 100L)
                    > Math.multiplyExact(theirs.price().micros(), (long) percent);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OfferBook book && offers.equals(book.offers);
    }

    @Override
    public int hashCode() {
        return offers.hashCode();
    }

    @Override
    public String toString() {
        return "%d offers in %d regions".formatted(size(), regions());
    }
}
