package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoreEvent.Type;
import dev.windrose.kubeapi.store.StoredObject;

/**
 * Turns all changes of a collection into those of a selection: an object that comes to match is ADDED, one that no longer
 * does is DELETED (as it last matched, with the version of the change).
 */
record SelectedWatch(Selector selector, ObjectListener listener) implements ResourceStore.WatchListener {
    @Override
    public void onEvent(StoreEvent event) {
        StoredObject object = event.stored();
        StoredObject previous = event.before();
        boolean matches = selector.matches(object);
        if (event.type() != Type.MODIFIED) {
            if (matches) {
                listener.onChange(event.type(), object);
            }
            return;
        }
        boolean matched = previous == null ? matches : selector.matches(previous);
        if (matches) {
            listener.onChange(matched ? Type.MODIFIED : Type.ADDED, object);
        } else if (matched && previous != null) {
            listener.onChange(Type.DELETED, asOf(previous, event.version()));
        }
    }

    private static StoredObject asOf(StoredObject object, long version) {
        if (object.version() == version) {
            return object;
        }
        ObjectNode copy = object.tree().deepCopy();
        Json.metadata(copy).put("resourceVersion", Long.toString(version));
        return StoredObject.of(object.key(), version, copy);
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
