package dev.windrose.hub.price.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.price.KeptPart;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.Money;
import dev.windrose.placement.price.JumpGuard;
import dev.windrose.placement.price.Offer;
import dev.windrose.placement.price.OfferBook;
import dev.windrose.placement.price.OfferKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables {@code price_part}, {@code price_row} and {@code price_change}. Callers are virtual threads. */
@ApplicationScoped
public class PgPrices {
    private static final int PRUNED_AT_ONCE = 5_000;

    private final Database database;

    public PgPrices(Database database) {
        this.database = database;
    }

    /** Everything that was believed when the last hub stopped. */
    public List<KeptPart> all() {
        var parts = Json.parse(
                database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('rows', coalesce((
                            select jsonb_agg(to_jsonb(r)) from price_row r
                             where r.source = p.source and r.part = p.part), '[]'))), '[]') as text)
                          from price_part p""", String.class).getSingleResult()));
        var kept = new ArrayList<KeptPart>();
        parts.forEach(part -> kept.add(part(part)));
        return kept;
    }

    private static KeptPart part(JsonNode part) {
        var offers = new ArrayList<Offer>();
        var held = new HashMap<OfferKey, JumpGuard.Held>();
        for (var row : part.path("rows")) {
            var offer =
                    OfferJson.read(row, row.path("offer"), row.path("micros").asLong());
            offers.add(offer);
            var waiting = row.path("held");
            if (waiting.isObject()) {
                held.put(
                        offer.key(),
                        new JumpGuard.Held(
                                OfferJson.read(
                                        row,
                                        waiting.path("offer"),
                                        waiting.path("micros").asLong()),
                                Instant.parse(waiting.path("lastSaid").asText())));
            }
        }
        return new KeptPart(
                part.path("source").asText(),
                part.path("part").asText(),
                part.path("fingerprint").asText(),
                part.path("validator").asText(),
                new JumpGuard.State(
                        OfferBook.of(offers),
                        OffsetDateTime.parse(part.path("read_at").asText()).toInstant(),
                        held,
                        part.path("shrunk").asInt()));
    }

    /**
     * What the newest reading of each part changed: the prices before it, empty where there was none. By source and part,
     * with a slash between them.
     */
    public Map<String, Map<OfferKey, Optional<Money>>> earlier() {
        var rows = Json.parse(
                database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('part', p.part)
                                                       order by c.number), '[]') as text)
                          from price_part p
                          join price_change c on c.source = p.source and c.at >= p.read_at
                          join price_row r on r.source = p.source and r.part = p.part
                           and (r.cloud, r.region, r.zone, r.instance_type, r.tier)
                             = (c.cloud, c.region, c.zone, c.instance_type, c.tier)
                         where c.micros is not null""", String.class).getSingleResult()));
        var changed = new HashMap<String, Map<OfferKey, Optional<Money>>>();
        for (var row : rows) {
            var before = row.path("before");
            changed.computeIfAbsent(
                            row.path("source").asText() + "/" + row.path("part").asText(), _ -> new HashMap<>())
                    .putIfAbsent(
                            OfferJson.key(row),
                            before.isNumber() ? Optional.of(Money.ofMicros(before.asLong())) : Optional.empty());
        }
        return changed;
    }

    /** Writes one part, and a row of history for each price that differs. @return how many differ */
    public long keep(KeptPart part) {
        var rows = Json.MAPPER.createArrayNode();
        part.state().accepted().offers().forEach(offer -> row(rows, offer, part.state()));
        var about = Json.MAPPER
                .createObjectNode()
                .put("source", part.source())
                .put("part", part.part())
                .put("fingerprint", part.fingerprint())
                .put("validator", part.validator())
                .put("read_at", part.state().readAt().toString())
                .put("shrunk", part.state().shrunk());
        return database.ask(s -> s.createNativeQuery(
                        "select keep_prices(cast(cast(?1 as text) as jsonb), cast(cast(?2 as text) as jsonb))",
                        Long.class)
                .setParameter(1, about.toString())
                .setParameter(2, rows.toString())
                .getSingleResult());
    }

    private static void row(ArrayNode rows, Offer offer, JumpGuard.State state) {
        var row = OfferJson.key(rows.addObject(), offer.key());
        row.put("micros", offer.price().micros()).set("offer", OfferJson.rest(offer));
        var held = state.held().get(offer.key());
        if (held != null) {
            row.putObject("held")
                    .put("micros", held.offered().price().micros())
                    .put("lastSaid", held.lastSaid().toString())
                    .set("offer", OfferJson.rest(held.offered()));
        }
    }

    /** A part that nobody asks for any more. */
    public void forget(String source, String part) {
        database.ask(s -> s.createNativeQuery("select cast(forget_prices(?1, ?2) as text)", String.class)
                .setParameter(1, source)
                .setParameter(2, part)
                .getSingleResult());
    }

    /**
     * What to read of the history.
     *
     * @param fields equal to these, by column: source, cloud, region, zone, instance_type, tier
     * @param before numbers below it; for the next page
     */
    public record Query(Map<String, String> fields, Optional<Instant> from, Optional<Instant> to, long before) {}

    /** The newest first, at most so many: number, at, the key's fields, micros and before, each null when unknown. */
    public List<ObjectNode> history(Query query, int limit) {
        var fields = Json.MAPPER.createObjectNode();
        query.fields().forEach(fields::put);
        var rows = Json.parse(database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(c) order by c.number desc), '[]') as text) from (
                            select * from price_change c
                             where number < ?1 and at >= cast(?2 as timestamptz) and at < cast(?3 as timestamptz)
                               and source = coalesce(cast(cast(?4 as text) as jsonb) ->> 'source', source)
                               and cloud = coalesce(cast(cast(?4 as text) as jsonb) ->> 'cloud', cloud)
                               and region = coalesce(cast(cast(?4 as text) as jsonb) ->> 'region', region)
                               and zone = coalesce(cast(cast(?4 as text) as jsonb) ->> 'zone', zone)
                               and instance_type = coalesce(cast(cast(?4 as text) as jsonb) ->> 'instance_type', instance_type)
                               and tier = coalesce(cast(cast(?4 as text) as jsonb) ->> 'tier', tier)
                             order by number desc limit ?5) c""", String.class)
                .setParameter(1, query.before())
                .setParameter(2, query.from().orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC))
                .setParameter(
                        3,
                        query.to().orElse(Instant.parse("9999-01-01T00:00:00Z")).atOffset(ZoneOffset.UTC))
                .setParameter(4, fields.toString())
                .setParameter(5, limit)
                .getSingleResult()));
        var history = new ArrayList<ObjectNode>();
        rows.forEach(row -> history.add((ObjectNode) row));
        return history;
    }

    /** Removes history that is older, a bounded number of rows at a time. @return whether there may be more */
    public boolean prune(int days) {
        return database.ask(s -> s.createNativeQuery("""
                        delete from price_change where number in (
                            select number from price_change order by number limit ?1)
                          and at < clock_timestamp() - make_interval(days => ?2)""")
                        .setParameter(1, PRUNED_AT_ONCE)
                        .setParameter(2, days)
                        .executeUpdate())
                == PRUNED_AT_ONCE;
    }
}
