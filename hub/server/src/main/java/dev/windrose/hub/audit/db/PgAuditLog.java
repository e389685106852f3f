package dev.windrose.hub.audit.db;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.audit.AuditRow;
import dev.windrose.hub.fleet.Json;
import dev.windrose.hub.store.db.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code audit_event}: appended to, read in number order, shortened from its old end. */
@ApplicationScoped
public class PgAuditLog {
    private static final int PRUNED_AT_ONCE = 5_000;

    private final Database database;

    public PgAuditLog(Database database) {
        this.database = database;
    }

    /** What no transaction of its own carries. Callers are virtual threads. */
    public void append(Collection<ObjectNode> accounts) {
        var rows = Json.MAPPER.createArrayNode();
        accounts.forEach(rows::add);
        database.transact(s -> s.createNativeQuery("""
                        select count(append_audit_event(a.account))
                          from jsonb_array_elements(cast(cast(?1 as text) as jsonb)) as a(account)""", Long.class)
                .setParameter(1, rows.toString())
                .getSingleResult());
    }

    /**
     * What to read.
     *
     * @param after strictly after this number
     */
    public record Query(
            long after,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> user,
            Optional<String> namespace) {
        public static Query after(long number) {
            return new Query(number, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        public Query from(long number) {
            return new Query(number, from, to, user, namespace);
        }
    }

    /** In number order, at most so many. */
    public CompletionStage<List<AuditRow>> page(Query query, int limit) {
        return database.transaction(s -> s.createNativeQuery("""
                        select cast(coalesce(jsonb_agg(to_jsonb(e) order by e.number), '[]') as text) from (
                            select number, at, event from audit_event
                             where number > ?1 and at >= cast(?2 as timestamptz) and at < cast(?3 as timestamptz)
                               and (?4 or username = ?5) and (?6 or namespace = ?7)
                             order by number limit ?8) e""", String.class)
                        .setParameter(1, query.after())
                        .setParameter(2, query.from().orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC))
                        .setParameter(
                                3,
                                query.to()
                                        .orElse(Instant.parse("9999-01-01T00:00:00Z"))
                                        .atOffset(ZoneOffset.UTC))
                        .setParameter(4, query.user().isEmpty())
                        .setParameter(5, query.user().orElse(""))
                        .setParameter(6, query.namespace().isEmpty())
                        .setParameter(7, query.namespace().orElse(""))
                        .setParameter(8, limit)
                        .getSingleResult())
                .thenApply(PgAuditLog::rows);
    }

    private static List<AuditRow> rows(String json) {
        var rows = new java.util.ArrayList<AuditRow>();
        Json.parse(json).forEach(row -> rows.add(row(row)));
        return rows;
    }

    private static AuditRow row(JsonNode row) {
        return new AuditRow(
                row.path("number").asLong(),
                OffsetDateTime.parse(row.path("at").asText()).toInstant(),
                (ObjectNode) row.path("event"));
    }

    /** The newest number; 0 while there is none. Numbers below it that are not there yet never come. */
    public CompletionStage<Long> newest() {
        return database.transaction(
                s -> s.createNativeQuery("select coalesce(max(number), 0) from audit_event", Long.class)
                        .getSingleResult());
    }

    /** The oldest number that is still kept; 0 while there is none. */
    public CompletionStage<Long> oldest() {
        return database.transaction(
                s -> s.createNativeQuery("select coalesce(min(number), 0) from audit_event", Long.class)
                        .getSingleResult());
    }

    /** How long rows are kept from now on. Callers are virtual threads. */
    public void keep(int days) {
        database.transact(s -> s.createNativeQuery("update audit_retention set days = ?1 where days <> ?1")
                .setParameter(1, days)
                .executeUpdate());
    }

    /** Removes what is older than the retention, a bounded number at a time. @return whether there may be more */
    public boolean prune() {
        return database.transact(s ->
                        s.createNativeQuery("""
                        delete from audit_event where number in (
                            select number from audit_event order by number limit ?1)
                          and at < clock_timestamp() - make_interval(days => (select max(days) from audit_retention))""").setParameter(1, PRUNED_AT_ONCE).executeUpdate())
                == PRUNED_AT_ONCE;
    }
}
