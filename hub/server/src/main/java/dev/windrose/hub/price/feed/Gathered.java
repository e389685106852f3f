package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.Feed.FeedLoad;
import dev.windrose.placement.price.PriceCsv;
import dev.windrose.placement.price.PriceFile;
import dev.windrose.placement.price.PriceRow;
import dev.windrose.placement.price.SkuTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is left out of a walk and why, and how rows become offers. */
final class Gathered {
    /** A feed's price is good for three days; see Freshness, which counts by the hour. */
    static final Period VALIDITY = Period.ofDays(3);

    private static final int NOTES = 20;

    private final TreeMap<String, Integer> dropped = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private int foreign;

    void drop(String reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    void note(String text) {
        if (notes.size() < NOTES) {
            notes.add(text.length() <= 200 ? text : text.substring(0, 200) + "…");
        }
    }

    /** An amount that is not in US dollars; nothing here knows exchange rates. */
    void foreign(String currency, String what) {
        foreign++;
        drop("not in US dollars");
        note("%s is in %s, not in US dollars: the row is not used".formatted(what, currency));
    }

    void add(Gathered page) {
        page.dropped.forEach((reason, count) -> dropped.merge(reason, count, Integer::sum));
        page.notes.forEach(this::note);
        foreign += page.foreign;
    }

    /** @throws FeedException CURRENCY when nothing but other currencies was there */
    FeedLoad load(String name, Collection<PriceRow> rows, Instant now) throws FeedException {
        if (rows.isEmpty() && foreign > 0) {
            throw new FeedException(
                    FeedException.Kind.CURRENCY,
                    "all %d rows of %s are in other currencies than US dollars, e.g. %s. Ask for USD; amounts are never converted"
                            .formatted(foreign, name, notes.getFirst()));
        }
        var load = new PriceCsv(SkuTable.builtIn()).load(file(name, Optional.empty(), now), List.copyOf(rows));
        return new FeedLoad(load, dropped, List.copyOf(notes));
    }

    FeedLoad of(dev.windrose.placement.price.PriceLoad load) {
        return new FeedLoad(load, dropped, List.copyOf(notes));
    }

    static PriceFile file(String name, Optional<String> cloud, Instant now) {
        var today = today(now);
        return new PriceFile(name, cloud, today, today, VALIDITY);
    }

    static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
