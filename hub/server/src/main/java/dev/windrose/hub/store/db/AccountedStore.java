package dev.windrose.hub.store.db;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The store as one request uses it: every write commits together with the request's account of it. */
public final class AccountedStore implements ResourceStore {
    /** Gives the account of a write, as the JSON of an audit event; called on any thread. */
    public interface Account {
        /** The request saw this object; what it writes there next changes it. */
        void read(ObjectKey key, ObjectNode object);

        /** @param after null for a deletion */
        String of(boolean creates, ObjectKey key, @Nullable ObjectNode after);

        /** It committed. */
        void written();
    }

    private final ResourceStore reads;
    private final PgResourceStore writes;
    private final Account account;

    public AccountedStore(ResourceStore reads, PgResourceStore writes, Account account) {
        this.reads = reads;
        this.writes = writes;
        this.account = account;
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return reads.get(key).thenApply(found -> {
            found.ifPresent(object -> account.read(key, object));
            return found;
        });
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return reads.list(query);
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return told(writes.writeFor(account.of(true, key, object), "CREATE", key, object, 0));
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return told(writes.writeFor(account.of(false, key, object), "UPDATE", key, object, expectedVersion));
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return told(writes.writeFor(account.of(false, key, null), "DELETE", key, null, expectedVersion));
    }

    private CompletionStage<WriteResult> told(CompletionStage<WriteResult> write) {
        return write.thenApply(result -> {
            if (result instanceof WriteResult.Written) {
                account.written();
            }
            return result;
        });
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        return reads.watch(resource, namespace, fromVersion, listener);
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return reads.currentVersion();
    }
}
