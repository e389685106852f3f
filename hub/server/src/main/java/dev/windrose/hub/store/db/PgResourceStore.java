package dev.windrose.hub.store.db;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The store port on PostgreSQL. A write is one call of {@code write_resource}; its number is drawn under the lock that
 * makes number order commit order (see the migration).
 */
@ApplicationScoped
public class PgResourceStore implements ResourceStore {
    private final Database database;
    private final ChangeFeed feed;
    private final Mirrors mirrors;

    public PgResourceStore(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
        this.mirrors = new Mirrors(database, feed);
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return database.statement(s -> s.createNativeQuery("""
                        select cast(object as text), version from resource
                         where resource = ?1 and namespace = ?2 and name = ?3""", Object[].class)
                .setParameter(1, Rows.resource(key.resource()))
                .setParameter(2, key.namespace())
                .setParameter(3, key.name())
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(PgResourceStore::object)));
    }

    private static ObjectNode object(Object[] row) {
        return Rows.object((String) row[0], Rows.number(row[1]));
    }

    /** From memory, as the log tells it; see {@link Mirrors}. */
    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return mirrors.list(query);
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return write("CREATE", key, object, 0);
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return write("UPDATE", key, object, expectedVersion);
    }

    /** One call of {@code update_resources}: one round trip and one commit for all. */
    @Override
    public CompletionStage<List<WriteResult>> updateAll(List<Update> updates) {
        if (updates.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        var given = Rows.updates(updates).toString();
        return database.statement(s -> s.createNativeQuery("""
                        select place, written, number
                          from update_resources(cast(cast(?1 as text) as jsonb)) order by place""", Object[].class)
                        .setParameter(1, given)
                        .getResultList())
                .thenApply(rows -> results(rows, updates));
    }

    private List<WriteResult> results(List<Object[]> rows, List<Update> updates) {
        feed.wake();
        var results = new ArrayList<WriteResult>(rows.size());
        for (var row : rows) {
            var update = updates.get((int) Rows.number(row[0]));
            if (row[2] == null) {
                results.add(new WriteResult.NotFound());
            } else if ((Boolean) row[1]) {
                var version = Rows.number(row[2]);
                results.add(new WriteResult.Written(Rows.stamped(update.object(), version), version));
            } else {
                results.add(new WriteResult.Conflict(Rows.number(row[2])));
            }
        }
        return results;
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return write("DELETE", key, null, expectedVersion);
    }

    private CompletionStage<WriteResult> write(
            String operation, ObjectKey key, @Nullable ObjectNode object, long expected) {
        var text = object == null ? "{}" : Rows.text(object);
        // cast through text: a String bound to a jsonb parameter would become a JSON string.
        return database.statement(s -> s.createNativeQuery("""
                        select outcome, number, cast(last_state as text)
                          from write_resource(?1, ?2, ?3, ?4, cast(cast(?5 as text) as jsonb), ?6)""", Object[].class)
                        .setParameter(1, operation)
                        .setParameter(2, Rows.resource(key.resource()))
                        .setParameter(3, key.namespace())
                        .setParameter(4, key.name())
                        .setParameter(5, text)
                        .setParameter(6, expected)
                        .getSingleResult())
                .thenApply(row -> result(row, text));
    }

    /** The same with the account of the request that asked for it, which commits with the change. */
    CompletionStage<WriteResult> writeFor(
            String account, String operation, ObjectKey key, @Nullable ObjectNode object, long expected) {
        var text = object == null ? "{}" : Rows.text(object);
        return database.statement(s -> s.createNativeQuery("""
                        select outcome, number, cast(last_state as text)
                          from write_resource_for(?7, ?1, ?2, ?3, ?4, cast(cast(?5 as text) as jsonb), ?6)""", Object[].class)
                        .setParameter(1, operation)
                        .setParameter(2, Rows.resource(key.resource()))
                        .setParameter(3, key.namespace())
                        .setParameter(4, key.name())
                        .setParameter(5, text)
                        .setParameter(6, expected)
                        .setParameter(7, account)
                        .getSingleResult())
                .thenApply(row -> result(row, text));
    }

    private WriteResult result(Object[] row, String text) {
        return switch ((String) row[0]) {
            case "WRITTEN" -> {
                var version = Rows.number(row[1]);
                feed.wake();
                yield new WriteResult.Written(Rows.object(row[2] == null ? text : (String) row[2], version), version);
            }
            case "EXISTS" -> new WriteResult.AlreadyExists();
            case "GONE" -> new WriteResult.NotFound();
            default -> new WriteResult.Conflict(Rows.number(row[1]));
        };
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        return feed.subscribe(new ChangeFeed.Interest(resource, namespace), fromVersion, listener);
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return mirrors.newest();
    }
}
