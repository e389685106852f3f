package dev.windrose.hub.placement.db;

import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.placement.KeptScalings;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The table {@code workload_scaling}: one small row for each workload that is scaled by load. */
@ApplicationScoped
public class PgScalings implements KeptScalings {
    private final Database database;

    public PgScalings(Database database) {
        this.database = database;
    }

    @Override
    public Map<WorkloadUid, Kept> read() {
        var rows = Json.parse(database.ask(s -> s.createNativeQuery(
                        "select cast(coalesce(jsonb_agg(to_jsonb(w)), '[]') as text) from workload_scaling w",
                        String.class)
                .getSingleResult()));
        var kept = new HashMap<WorkloadUid, Kept>();
        rows.forEach(row -> kept.put(
                new WorkloadUid(row.path("workload_uid").asText()),
                new Kept(
                        row.path("wanted").asInt(),
                        OffsetDateTime.parse(row.path("changed_at").asText()).toInstant())));
        return kept;
    }

    @Override
    public void write(Map<WorkloadUid, Kept> some) {
        var rows = Json.MAPPER.createArrayNode();
        some.forEach((uid, kept) -> rows.addObject()
                .put("workload_uid", uid.value())
                .put("wanted", kept.wanted())
                .put("changed_at", kept.changedAt().toString()));
        database.ask(
                s -> s.createNativeQuery("""
                        insert into workload_scaling
                        select r.* from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(
                            workload_uid text, wanted integer, changed_at timestamptz)
                        on conflict (workload_uid) do update
                            set wanted = excluded.wanted, changed_at = excluded.changed_at""").setParameter(1, rows.toString()).executeUpdate());
    }

    @Override
    public void forget(Collection<WorkloadUid> gone) {
        var uids = Json.MAPPER.createArrayNode();
        gone.forEach(uid -> uids.add(uid.value()));
        database.ask(
                s -> s.createNativeQuery("""
                        delete from workload_scaling where workload_uid in (
                            select jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)))""").setParameter(1, uids.toString()).executeUpdate());
    }
}
