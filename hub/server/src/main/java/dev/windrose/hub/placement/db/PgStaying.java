package dev.windrose.hub.placement.db;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Staying;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The tables {@code staying} and {@code staying_look}. Callers are virtual threads. */
@ApplicationScoped
public class PgStaying {
    private final Database database;

    public PgStaying(Database database) {
        this.database = database;
    }

    /** What was known when a hub last looked. */
    public record Kept(List<Staying> lines, Instant lookedAt) {}

    public Kept read() {
        var row = Json.parse(
                database.ask(s -> s.createNativeQuery("""
                        select cast(jsonb_build_object(
                            'lines', coalesce((select jsonb_agg(to_jsonb(s)) from staying s), '[]'),
                            'at', coalesce((select at from staying_look), 'epoch')) as text)""", String.class).getSingleResult()));
        var lines = new ArrayList<Staying>();
        row.path("lines")
                .forEach(each -> lines.add(new Staying(
                        PlanRows.key(each),
                        each.path("owed_micros").asLong(),
                        PlanRows.instant(each.path("as_of")),
                        each.path("micros_per_hour").asLong())));
        return new Kept(lines, PlanRows.instant(row.path("at")));
    }

    /** @param over rows of which nothing is to be kept any more */
    public void write(Collection<Staying> changed, Collection<AssignmentKey> over, Instant lookedAt) {
        var given = Json.MAPPER.createObjectNode().put("at", lookedAt.toString());
        var lines = given.putArray("lines");
        changed.forEach(each -> line(lines.addObject(), each));
        var gone = given.putArray("over");
        over.forEach(key -> PlanRows.put(gone.addObject(), key));
        database.ask(s -> s.createNativeQuery(
                        "select cast(keep_staying(cast(cast(?1 as text) as jsonb)) as text)", String.class)
                .setParameter(1, given.toString())
                .getSingleResult());
    }

    private static void line(ObjectNode to, Staying each) {
        PlanRows.put(to, each.row())
                .put("owed_micros", each.owedMicros())
                .put("as_of", each.asOf().toString())
                .put("micros_per_hour", each.microsPerHour());
    }
}
