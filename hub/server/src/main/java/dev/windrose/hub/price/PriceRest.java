package dev.windrose.hub.price;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.price.db.PgPrices;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Endpoint;
import dev.windrose.hub.rest.Endpoints;
import dev.windrose.hub.rest.Problem;
import dev.windrose.hub.rest.Right;
import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.price.GuardedBook;
import dev.windrose.placement.price.GuardedOffer;
import dev.windrose.placement.price.OfferKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code /api/v1/prices}: what is planned with and why, and how it came about. */
@ApplicationScoped
public class PriceRest implements Endpoints {
    private static final int PAGE = 500;
    private static final int MOST = 5_000;

    private final PriceBooks books;
    private final PgPrices store;
    private final InstantSource clock;

    public PriceRest(PriceBooks books, PgPrices store, InstantSource clock) {
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/api/v1/prices",
                        Right.of("list", "pricesources"),
                        "Every price with source, age and quarantine; ?cloud=&region=&zone=&instanceType=&tier=&source=&quarantined&limit=&continue=.",
                        this::prices),
                Endpoint.get(
                        "/api/v1/prices/history",
                        Right.of("list", "pricesources"),
                        "Changes of prices, newest first; ?cloud=&region=&zone=&instanceType=&tier=&source=&from=&to=&limit=&before=.",
                        this::history));
    }

    private void prices(Call call) {
        var now = clock.instant();
        var book = books.guarded();
        var limit = limit(call);
        var after = call.query("continue").map(PriceRest::key);
        var quarantined = call.flag("quarantined");
        var matching = book.rows().stream()
                .filter(matches(call))
                .filter(row -> !quarantined || row.quarantine().isPresent())
                .toList();
        var page = matching.stream()
                .filter(row -> after.isEmpty() || row.offer().key().compareTo(after.get()) > 0)
                .limit(limit + 1L)
                .toList();
        var body = Json.MAPPER.createObjectNode();
        body.put("at", now.toString()).put("currency", "USD").put("per", "hour").put("total", matching.size());
        var rows = body.putArray("prices");
        page.stream().limit(limit).forEach(row -> put(rows.addObject(), row, book, now));
        if (page.size() > limit) {
            body.put("continue", token(page.get(limit - 1).offer().key()));
        }
        call.json(body);
    }

    private static int limit(Call call) {
        return Math.clamp(call.count("limit").orElse(PAGE), 1, MOST);
    }

    private static Predicate<GuardedOffer> matches(Call call) {
        var wanted = wanted(call);
        return row -> wanted.entrySet().stream().allMatch(entry -> switch (entry.getKey()) {
            case "source" -> row.source().equals(entry.getValue());
            case "cloud" -> row.offer().cloud().equals(entry.getValue());
            case "region" -> row.offer().region().equals(entry.getValue());
            case "zone" -> row.offer().zone().orElse("").equals(entry.getValue());
            case "instance_type" -> row.offer().instanceType().equalsIgnoreCase(entry.getValue());
            default -> row.offer().tier().text().equals(entry.getValue());
        });
    }

    /** By column. */
    private static Map<String, String> wanted(Call call) {
        var wanted = new HashMap<String, String>();
        for (var name : List.of("source", "cloud", "region", "zone")) {
            call.query(name).ifPresent(value -> wanted.put(name, value));
        }
        call.query("instanceType").ifPresent(value -> wanted.put("instance_type", value));
        call.query("tier").ifPresent(value -> wanted.put("tier", tier(value)));
        return wanted;
    }

    private static String tier(String text) {
        return CapacityTier.parse(text)
                .map(CapacityTier::text)
                .orElseThrow(
                        () -> Problem.badRequest("tier (%s) must be reserved, on-demand or spot.".formatted(text)));
    }

    private static void put(ObjectNode to, GuardedOffer row, GuardedBook book, Instant now) {
        var offer = row.offer();
        key(to, offer.key());
        to.putObject("gpu")
                .put("product", offer.accelerator().product().name())
                .put("count", offer.accelerator().count().toString());
        var planned = book.quote(
                new Prices.Key(offer.cloud(), offer.region(), offer.zone(), offer.instanceType(), offer.tier()));
        to.put(
                "hourly",
                planned.map(Prices.Quote::nodePerHour).map(Money::toString).orElse(null));
        to.put("listed", offer.price().toString());
        to.put("why", planned.map(Prices.Quote::source).orElse(null));
        to.put("source", row.source()).put("class", row.kind().name().toLowerCase(Locale.ROOT));
        to.put("readAt", row.readAt().toString());
        to.put("ageSeconds", Duration.between(row.readAt(), now).toSeconds());
        to.put("asOf", offer.asOf().toString())
                .put("validUntil", offer.validUntil().toString());
        to.put("freshness", row.freshness().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        to.put("sold", row.sold().orElse(null));
        row.quarantine()
                .ifPresent(why -> to.putObject("quarantine")
                        .put(
                                "cause",
                                why.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .put("why", why.why()));
    }

    private static void key(ObjectNode to, OfferKey key) {
        to.put("cloud", key.cloud())
                .put("region", key.region())
                .put("zone", key.zone().orElse(null))
                .put("instanceType", key.instanceType())
                .put("tier", key.tier().text());
    }

    private static String token(OfferKey key) {
        var text = String.join(
                " ",
                key.cloud(),
                key.region(),
                key.instanceType(),
                key.tier().text(),
                key.zone().orElse("-"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static OfferKey key(String token) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ", -1);
            return new OfferKey(
                    parts[0],
                    parts[1],
                    Optional.of(parts[4]).filter(zone -> !zone.equals("-")),
                    parts[2],
                    CapacityTier.parse(parts[3]).orElseThrow());
        } catch (RuntimeException _) {
            throw Problem.badRequest("continue is none that this hub gave. Begin again without it.");
        }
    }

    private void history(Call call) {
        var limit = limit(call);
        long before = call.query("before").map(PriceRest::number).orElse(Long.MAX_VALUE);
        var found = store.history(
                new PgPrices.Query(wanted(call), call.instant("from"), call.instant("to"), before), limit + 1);
        var body = Json.MAPPER.createObjectNode();
        body.put("currency", "USD").put("per", "hour");
        var rows = body.putArray("changes");
        found.stream().limit(limit).forEach(row -> change(rows.addObject(), row));
        if (found.size() > limit) {
            body.put("before", found.get(limit - 1).path("number").asLong());
        }
        call.json(body);
    }

    private static long number(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Problem.badRequest("before (%s) must be a number that an answer named.".formatted(text));
        }
        return Long.parseLong(text);
    }

    /** A price of null is one that the source did not know. */
    private static void change(ObjectNode to, ObjectNode row) {
        to.put("number", row.path("number").asLong()).put("at", row.path("at").asText());
        for (var name : List.of("source", "cloud", "region")) {
            to.put(name, row.path(name).asText());
        }
        var zone = row.path("zone").asText();
        to.put("zone", zone.isEmpty() ? null : zone)
                .put("instanceType", row.path("instance_type").asText())
                .put("tier", row.path("tier").asText())
                .put("hourly", dollars(row.path("micros")))
                .put("before", dollars(row.path("before")));
    }

    private static @org.jspecify.annotations.Nullable String dollars(JsonNode micros) {
        return micros.isNumber() ? Money.ofMicros(micros.asLong()).toString() : null;
    }
}
