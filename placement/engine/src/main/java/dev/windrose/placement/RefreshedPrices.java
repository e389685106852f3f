package dev.windrose.placement;

import java.util.Optional;

/**
 * Prices beside those of the refresh before: what is bought costs what is said now, and only what both say moves anything.
 *
 * @param now what every question is answered by
 * @param before as of one refresh earlier, each source by its own; it may be the same book
 */
public record RefreshedPrices(Prices now, Prices before) implements Prices {
    /** The prices themselves where two refreshes say the same. */
    public static Prices of(Prices now, Prices before) {
        return now.equals(before) ? now : new RefreshedPrices(now, before);
    }

    @Override
    public Optional<Quote> quote(Key key) {
        return now.quote(key).map(quote -> quote.withEarlier(before.quote(key).map(Quote::nodePerHour)));
    }
}
