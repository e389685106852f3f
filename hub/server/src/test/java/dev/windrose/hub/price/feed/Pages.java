package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.Feed.FeedLoad;
import dev.windrose.hub.price.feed.Feed.Walk;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.Offer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Feeds without a network, and small builders of pages. */
final class Pages {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private Pages() {}

    /** Hands the pages in, as many as the walk asks for, and gives what it made of them. */
    static FeedLoad read(Feed feed, String... pages) throws IOException {
        return read(
                feed,
                Arrays.stream(pages)
                        .map(page -> page.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    static FeedLoad read(Feed feed, byte[]... pages) throws IOException {
        var walk = feed.begin(feed.parts().getFirst(), NOW, "");
        for (var page : pages) {
            walk.next().orElseThrow(() -> new AssertionError("the walk is over before the last page"));
            take(walk, page);
        }
        if (walk.next().isPresent()) {
            throw new AssertionError("the walk wants more pages");
        }
        return walk.finish();
    }

    static void take(Walk walk, byte[] page) throws IOException {
        walk.take(new ByteArrayInputStream(page));
    }

    /** {@code type region[/zone] tier} to price. */
    static Map<String, String> prices(FeedLoad load) {
        return load.load().book().offers().stream()
                .collect(Collectors.toMap(Pages::text, offer -> offer.price().toString(), (a, _) -> a, TreeMap::new));
    }

    private static String text(Offer offer) {
        return "%s %s%s %s"
                .formatted(
                        offer.instanceType(),
                        offer.region(),
                        offer.zone().map(zone -> "/" + zone).orElse(""),
                        offer.tier() == CapacityTier.ON_DEMAND
                                ? "od"
                                : offer.tier().text());
    }
}
