package dev.windrose.hub.store.db;

import dev.windrose.kubeapi.store.StoreEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The table {@code resource_log}, read in number order and trimmed from its old end. Callers are virtual threads. */
@ApplicationScoped
public class ResourceLog {
    static final String TRIM = """
            with floor as (
                select version from resource_log order by version desc offset ?1 limit 1),
            gone as (
                delete from resource_log where version <= (select version from floor) returning 1),
            raised as (
                update resource_log_floor set version = (select version from floor)
                 where exists (select 1 from floor) returning 1)
            select count(*) from gone""";

    private final Database database;

    public ResourceLog(Database database) {
        this.database = database;
    }

    long newest() {
        return database.ask(s -> s.createNativeQuery("select coalesce(max(version), 0) from resource_log", Long.class)
                .getSingleResult());
    }

    List<StoreEvent> after(long version, int limit) {
        return database
                .<List<Object[]>>ask(s -> s.createNativeQuery("""
                        select version, change, resource, namespace, name, cast(object as text), cast(previous as text)
                          from resource_log where version > ?1 order by version limit ?2""", Object[].class)
                        .setParameter(1, version)
                        .setParameter(2, limit)
                        .getResultList())
                .stream()
                .map(Rows::event)
                .toList();
    }

    /** A watch from this version or later misses nothing; 0 while nothing was trimmed. */
    long trimmedUpTo() {
        return database.ask(s -> s.createNativeQuery("select version from resource_log_floor", Long.class)
                .getSingleResult());
    }

    /** Removes all but the newest rows; the newest one always stays, for it carries the store's version. */
    public long trim(int keep) {
        return database.ask(s -> s.createNativeQuery(TRIM, Long.class)
                .setParameter(1, Math.max(1, keep))
                .getSingleResult());
    }
}
