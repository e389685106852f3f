package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoreEvent.Type;
import java.util.function.UnaryOperator;

/**
 * Turns all changes of a collection into those of a selection: an object that comes to match is ADDED, one that no longer
 * does is DELETED (as it last matched, with the version of the change).
 */
record SelectedWatch(Selector selector, UnaryOperator<ObjectNode> view, ObjectListener listener)
        implements ResourceStore.WatchListener {
    @Override
    public void onEvent(StoreEvent event) {
        ObjectNode object = event.object();
        boolean matches = selector.matches(object);
        if (event.type() != Type.MODIFIED) {
            if (matches) {
                listener.onChange(event.type(), view.apply(object));
            }
            return;
        }
        ObjectNode previous = event.previous();
        boolean matched = previous == null ? matches : selector.matches(previous);
        if (matches) {
            listener.onChange(matched ? Type.MODIFIED : Type.ADDED, view.apply(object));
        } else if (matched && previous != null) {
            listener.onChange(Type.DELETED, view.apply(asOf(previous, event.version())));
        }
    }

    private static ObjectNode asOf(ObjectNode object, long version) {
        ObjectNode copy = object.deepCopy();
        dev.windrose.kubeapi.json.Json.metadata(copy).put("resourceVersion", Long.toString(version));
        return copy;
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
