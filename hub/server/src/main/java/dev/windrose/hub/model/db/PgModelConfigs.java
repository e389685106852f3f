package dev.windrose.hub.model.db;

import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.model.StoredConfig;
import dev.windrose.hub.store.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was answered of models, one row each. Callers are virtual threads. */
@ApplicationScoped
public class PgModelConfigs {
    private final Database database;

    public PgModelConfigs(Database database) {
        this.database = database;
    }

    public List<StoredConfig> all() {
        var found = new ArrayList<StoredConfig>();
        Json.parse(database.ask(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(m)), '[]') as text) from model_config m""", String.class).getSingleResult()))
                .forEach(row -> found.add(new StoredConfig(
                        row.path("id").asText(),
                        OffsetDateTime.parse(row.path("asked_at").asText()).toInstant(),
                        row.path("etag").asText(),
                        Optional.of(row.path("config")).filter(config -> config.isObject()),
                        StoredConfig.checkpoint(row.path("checkpoint")),
                        row.path("problem").asText())));
        return found;
    }

    public void save(StoredConfig config) {
        database.transact(s -> s.createNativeQuery("""
                        insert into model_config (id, asked_at, etag, config, checkpoint, problem)
                        values (?1, cast(?2 as timestamptz), ?3, cast(cast(?4 as text) as jsonb),
                                cast(cast(?5 as text) as jsonb), ?6)
                        on conflict (id) do update
                           set asked_at = excluded.asked_at, etag = excluded.etag, config = excluded.config,
                               checkpoint = excluded.checkpoint, problem = excluded.problem""")
                .setParameter(1, config.id())
                .setParameter(2, config.askedAt().atOffset(ZoneOffset.UTC))
                .setParameter(3, config.etag())
                .setParameter(4, config.config().map(Object::toString).orElse("null"))
                .setParameter(5, StoredConfig.tree(config.checkpoint()).toString())
                .setParameter(6, config.problem())
                .executeUpdate());
    }
}
