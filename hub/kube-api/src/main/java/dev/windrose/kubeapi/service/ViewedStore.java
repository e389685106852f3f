package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.resource.View;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A store in which some collections are views of others; everything else goes through untouched. */
record ViewedStore(ResourceStore inner, Map<ResourceName, View> views) implements ResourceStore {
    /** The store itself where no kind is a view. */
    static ResourceStore of(ResourceStore store, ResourceRegistry registry) {
        Map<ResourceName, View> views = registry.all().stream()
                .filter(kind -> kind.view().isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        ResourceDescriptor::name, kind -> kind.view().orElseThrow()));
        return views.isEmpty() ? store : new ViewedStore(store, views);
    }

    private @Nullable View view(ResourceName name) {
        return views.get(name);
    }

    private static ObjectKey stored(View view, ObjectKey key) {
        return new ObjectKey(view.stored(), key.namespace(), key.name());
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        View view = view(key.resource());
        return view == null
                ? inner.get(key)
                : inner.get(stored(view, key)).thenApply(found -> found.map(view.fromStored()));
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        View view = view(query.resource());
        if (view == null) {
            return inner.list(query);
        }
        var wanted = new ListQuery(
                view.stored(),
                query.namespace(),
                query.limit(),
                query.after().map(key -> stored(view, key)),
                query.asOf());
        return inner.list(wanted)
                .thenApply(page -> new Page(
                        page.items().stream()
                                .map(item -> seen(view, query.resource(), item))
                                .toList(),
                        page.version(),
                        page.remaining()));
    }

    private static StoredObject seen(View view, ResourceName name, StoredObject object) {
        ObjectKey key = object.key();
        return StoredObject.of(
                new ObjectKey(name, key.namespace(), key.name()),
                object.version(),
                view.fromStored().apply(object.tree()));
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        View view = view(key.resource());
        return view == null
                ? inner.create(key, object)
                : seen(view, inner.create(stored(view, key), view.toStored().apply(object)));
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        View view = view(key.resource());
        return view == null
                ? inner.update(key, object, expectedVersion)
                : seen(view, inner.update(stored(view, key), view.toStored().apply(object), expectedVersion));
    }

    @Override
    public CompletionStage<List<WriteResult>> updateAll(List<Update> updates) {
        return inner.updateAll(updates.stream().map(this::stored).toList())
                .thenApply(results -> IntStream.range(0, results.size())
                        .mapToObj(i -> {
                            View view = view(updates.get(i).key().resource());
                            return view == null ? results.get(i) : seen(view, results.get(i));
                        })
                        .toList());
    }

    private Update stored(Update update) {
        View view = view(update.key().resource());
        return view == null
                ? update
                : new Update(
                        stored(view, update.key()), view.toStored().apply(update.object()), update.expectedVersion());
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        View view = view(key.resource());
        return view == null
                ? inner.delete(key, expectedVersion)
                : seen(view, inner.delete(stored(view, key), expectedVersion));
    }

    private static CompletionStage<WriteResult> seen(View view, CompletionStage<WriteResult> result) {
        return result.thenApply(written -> seen(view, written));
    }

    private static WriteResult seen(View view, WriteResult result) {
        return result instanceof WriteResult.Written(ObjectNode object, long version)
                ? new WriteResult.Written(view.fromStored().apply(object), version)
                : result;
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        View view = view(resource);
        return view == null
                ? inner.watch(resource, namespace, fromVersion, listener)
                : inner.watch(view.stored(), namespace, fromVersion, new Translated(view, resource, listener));
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return inner.currentVersion();
    }

    private record Translated(View view, ResourceName name, WatchListener listener) implements WatchListener {
        @Override
        public void onEvent(StoreEvent event) {
            StoredObject before = event.before();
            listener.onEvent(new StoreEvent(
                    event.type(), seen(view, name, event.stored()), before == null ? null : seen(view, name, before)));
        }

        @Override
        public void onProgress(long version) {
            listener.onProgress(version);
        }

        @Override
        public void onExpired(String reason) {
            listener.onExpired(reason);
        }
    }
}
