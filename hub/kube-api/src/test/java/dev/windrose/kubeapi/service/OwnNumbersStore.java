package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in which one collection has version numbers of its own, which are far behind those of the others. */
record OwnNumbersStore(ResourceStore inner, ResourceName own) implements ResourceStore {
    private static final long FAR_BEHIND = 1;

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return inner.get(key);
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return query.resource().equals(own)
                ? CompletableFuture.completedStage(new Page(List.of(), FAR_BEHIND, 0))
                : inner.list(query);
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return inner.create(key, object);
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return inner.update(key, object, expectedVersion);
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return inner.delete(key, expectedVersion);
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        if (!resource.equals(own)) {
            return inner.watch(resource, namespace, fromVersion, listener);
        }
        listener.onProgress(FAR_BEHIND);
        return () -> {};
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return inner.currentVersion();
    }
}
