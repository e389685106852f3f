package dev.windrose.hub.placement.db;

import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.calm.SpotKey;
import dev.windrose.placement.calm.SpotRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table {@code spot_record}: small, read at the start. Callers are virtual threads. */
@ApplicationScoped
public class PgSpotRecords {
    private final Database database;

    public PgSpotRecords(Database database) {
        this.database = database;
    }

    public Map<SpotKey, SpotRecord> read() {
        var rows = Json.parse(database.ask(s -> s.createNativeQuery(
                        "select cast(coalesce(jsonb_agg(to_jsonb(r)), '[]') as text) from spot_record r", String.class)
                .getSingleResult()));
        var records = new HashMap<SpotKey, SpotRecord>();
        rows.forEach(row -> records.put(
                new SpotKey(
                        row.path("cloud").asText(),
                        row.path("region").asText(),
                        Optional.of(row.path("zone").asText()).filter(zone -> !zone.isEmpty()),
                        row.path("instance_type").asText()),
                new SpotRecord(
                        row.path("interruptions").asDouble(),
                        row.path("hours").asDouble(),
                        PlanRows.instant(row.path("as_of")))));
        return records;
    }

    /** Kinds that are not among them stay as they are. */
    public void write(Map<SpotKey, SpotRecord> records) {
        var rows = Json.MAPPER.createArrayNode();
        records.forEach((key, record) -> rows.addObject()
                .put("cloud", key.cloud())
                .put("region", key.region())
                .put("zone", key.zone().orElse(""))
                .put("instance_type", key.instanceType())
                .put("interruptions", record.interruptions())
                .put("hours", record.hours())
                .put("as_of", record.asOf().toString()));
        database.ask(
                s -> s.createNativeQuery("""
                        insert into spot_record
                        select r.* from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(
                            cloud text, region text, zone text, instance_type text,
                            interruptions double precision, hours double precision, as_of timestamptz)
                        on conflict (cloud, region, zone, instance_type) do update
                           set interruptions = excluded.interruptions, hours = excluded.hours, as_of = excluded.as_of""").setParameter(1, rows.toString()).executeUpdate());
    }
}
