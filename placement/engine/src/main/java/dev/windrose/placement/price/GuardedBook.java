package dev.windrose.placement.price;

import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The prices that plans are made with, out of all sources, and what was found about each.
 *
 * <p>For each key the source of the highest precedence that is not too old answers. Then, in this order:
 *
 * <ol>
 *   <li><b>Age.</b> Where every source is too old the price is unknown: what runs stays, nothing is placed or moved by it.
 *   <li><b>Second source.</b> An on-demand or reserved price of which another source says less than 0.8 or more than 1.25
 *       times as much, while no other agrees, is quarantined, and the <em>higher</em> one is planned with. Not
 *       <em>unknown</em>: one careless source could then stop all placement. Not the lower: a wrong low price draws workloads
 *       to it, a wrong high one costs at most a better place. What people state in their own file is not doubted: a contract
 *       differs from every list. Spot prices are not compared: two true readings an hour apart differ by more.
 *   <li><b>Spot.</b> A spot price not below on demand, by the same source or by what is planned with, is ignored.
 *   <li><b>Doubt.</b> What is quarantined and planned with all the same is {@linkplain Prices.Quote#doubted doubted}: new
 *       replicas are placed by it, nothing moves for it, neither there nor away.
 *   <li><b>Contract.</b> The first discount that covers the key applies to what the guards left.
 * </ol>
 */
public final class GuardedBook implements Prices {
    private final List<GuardedOffer> rows;
    private final OfferBook planning;
    private final List<Discount> discounts;
    private final Set<OfferKey> doubted;

    private GuardedBook(List<GuardedOffer> rows, OfferBook planning, List<Discount> discounts) {
        this.rows = rows;
        this.doubted = rows.stream()
                .filter(row -> row.quarantine().isPresent())
                .map(row -> row.offer().key())
                .collect(Collectors.toUnmodifiableSet());
        this.planning = planning;
        this.discounts = discounts;
    }

    /** A book that knows no price. */
    public static GuardedBook empty() {
        return new GuardedBook(List.of(), OfferBook.empty(), List.of());
    }

    /**
     * @param sources in any order; names are unique
     * @param discounts the first that covers a key applies
     */
    public static GuardedBook of(Collection<SourceBook> sources, SkuTable skus, List<Discount> discounts, Instant now) {
        var guards = new Guards(ordered(sources), skus, now);
        var keys = new TreeSet<OfferKey>(SPOT_LAST);
        sources.forEach(source -> source.book().offers().forEach(offer -> keys.add(offer.key())));
        var rows = new TreeMap<OfferKey, GuardedOffer>();
        keys.forEach(key -> rows.put(key, guards.judge(key)));
        var planned = new ArrayList<Offer>();
        rows.values().forEach(row -> row.planning().ifPresent(price -> planned.add(priced(row, price))));
        return new GuardedBook(List.copyOf(rows.values()), OfferBook.of(planned), List.copyOf(discounts));
    }

    /** Spot prices are judged by what is planned with on demand. */
    private static final Comparator<OfferKey> SPOT_LAST = Comparator.comparing(
                    (OfferKey key) -> key.tier() == CapacityTier.SPOT)
            .thenComparing(Comparator.naturalOrder());

    private static List<SourceBook> ordered(Collection<SourceBook> sources) {
        return sources.stream()
                .sorted(Comparator.comparing(SourceBook::precedence).reversed().thenComparing(SourceBook::name))
                .toList();
    }

    private static Offer priced(GuardedOffer row, Money price) {
        var offer = row.offer();
        var source = row.source() + ": " + offer.source()
                + row.quarantine().map(why -> " (" + why.why() + ")").orElse("");
        return new Offer(offer.key(), offer.accelerator(), price, offer.asOf(), offer.validUntil(), source);
    }

    @Override
    public Optional<Quote> quote(Key key) {
        if (key.tier() == CapacityTier.UNKNOWN) {
            return Optional.empty();
        }
        var list = planning.find(key.cloud(), key.region(), key.zone(), key.instanceType(), key.tier());
        var discount = discounts.stream().filter(each -> each.covers(key)).findFirst();
        if (discount.isEmpty()) {
            return list.map(offer -> new Quote(
                    offer.price(), offer.source(), false, doubted.contains(offer.key()), Optional.of(offer.asOf())));
        }
        return discount.get()
                .applied(list.map(Offer::price))
                .map(price -> new Quote(
                        price,
                        list.map(offer -> offer.source() + ", ").orElse("")
                                + discount.get().text(),
                        false,
                        discount.get().terms() instanceof Discount.Terms.Percent
                                && list.filter(offer -> doubted.contains(offer.key()))
                                        .isPresent()));
    }

    /** Every price that any source knows, in the order of their keys. */
    public List<GuardedOffer> rows() {
        return rows;
    }

    /** What is planned with, before discounts. */
    public OfferBook planning() {
        return planning;
    }

    /** Equal when every question gets the same answer. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GuardedBook book
                && planning.equals(book.planning)
                && discounts.equals(book.discounts)
                && doubted.equals(book.doubted);
    }

    @Override
    public int hashCode() {
        return Objects.hash(planning, discounts, doubted);
    }

    @Override
    public String toString() {
        return "%s of %d rows".formatted(planning, rows.size());
    }
}
