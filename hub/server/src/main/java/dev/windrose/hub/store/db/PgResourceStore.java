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
 * The store port on PostgreSQL. Writes and reads of single objects that come at one time share a statement; each
 * write's number is drawn under the lock that makes number order commit order (see the migrations).
 */
@ApplicationScoped
public class PgResourceStore implements ResourceStore {
    private final Database database;
    private final ChangeFeed feed;
    private final Mirrors mirrors;
    private final ObjectReads reads;
    private final ObjectWrites writes;

    public PgResourceStore(Database database, ChangeFeed feed) {
        this.database = database;
        this.feed = feed;
        this.mirrors = new Mirrors(database, feed);
        this.reads = new ObjectReads(database);
        this.writes = new ObjectWrites(database, feed);
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return reads.get(key);
    }

    /** From memory, as the log tells it; see {@link Mirrors}. */
    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return mirrors.list(query);
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return writes.write(null, "CREATE", key, object, 0);
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return writes.write(null, "UPDATE", key, object, expectedVersion);
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
        return writes.write(null, "DELETE", key, null, expectedVersion);
    }

    /** The same with the account of the request that asked for it, which commits with the change. */
    CompletionStage<WriteResult> writeFor(
            String account, String operation, ObjectKey key, @Nullable ObjectNode object, long expected) {
        return writes.write(account, operation, key, object, expected);
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
