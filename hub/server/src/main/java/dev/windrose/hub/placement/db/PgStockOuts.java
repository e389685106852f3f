package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.KeptStockOuts;
import dev.windrose.hub.placement.StockOuts.Kept;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.calm.Stockout;
import dev.windrose.placement.calm.StockoutCause;
import dev.windrose.placement.calm.StockoutKey;
import dev.windrose.placement.inventory.CapacityTier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table {@code stock_out}: small, read at the start, replaced as a whole. Callers are virtual threads. */
@ApplicationScoped
public class PgStockOuts implements KeptStockOuts {
    private final Database database;

    public PgStockOuts(Database database) {
        this.database = database;
    }

    @Override
    public Map<StockoutKey, Kept> read() {
        var rows = Json.parse(database.ask(s -> s.createNativeQuery(
                        "select cast(coalesce(jsonb_agg(to_jsonb(o)), '[]') as text) from stock_out o", String.class)
                .getSingleResult()));
        var kept = new HashMap<StockoutKey, Kept>();
        rows.forEach(row -> kept.put(key(row), kept(row)));
        return kept;
    }

    private static StockoutKey key(JsonNode row) {
        return new StockoutKey(
                row.path("cloud").asText(),
                row.path("account").asText(),
                row.path("region").asText(),
                row.path("sku").asText(),
                CapacityTier.valueOf(row.path("tier").asText()));
    }

    private static Kept kept(JsonNode row) {
        return new Kept(
                new Stockout(
                        StockoutCause.valueOf(row.path("cause").asText()),
                        row.path("strikes").asInt(),
                        OffsetDateTime.parse(row.path("refused_at").asText()).toInstant(),
                        OffsetDateTime.parse(row.path("closed_until").asText()).toInstant(),
                        Optional.empty()),
                row.path("seen_in").asText(),
                row.path("code").asText());
    }

    @Override
    public void write(Map<StockoutKey, Kept> all) {
        var rows = Json.MAPPER.createArrayNode();
        all.forEach((key, kept) -> rows.addObject()
                .put("cloud", key.cloud())
                .put("account", key.account())
                .put("region", key.region())
                .put("sku", key.sku())
                .put("tier", key.tier().name())
                .put("cause", kept.stockout().cause().name())
                .put("strikes", kept.stockout().strikes())
                .put("refused_at", kept.stockout().at().toString())
                .put("closed_until", kept.stockout().until().toString())
                .put("seen_in", kept.seenIn())
                .put("code", kept.code()));
        database.transact(s -> s.createNativeQuery("delete from stock_out")
                .executeUpdate()
                .chain(() -> s.createNativeQuery("""
                                insert into stock_out
                                select r.* from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(
                                    cloud text, account text, region text, sku text, tier text, cause text,
                                    strikes integer, refused_at timestamptz, closed_until timestamptz,
                                    seen_in text, code text)""")
                        .setParameter(1, rows.toString())
                        .executeUpdate()));
    }
}
