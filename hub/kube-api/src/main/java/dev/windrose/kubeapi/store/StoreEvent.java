package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One committed change.
 *
 * @param version its number; numbers rise in commit order
 * @param object the object after the change; for a deletion, as it last was. Its {@code metadata.resourceVersion} is
 *     {@code version}. Callers must not change it.
 * @param previous the object before the change where labels differ from {@code object}, else null: a watcher needs it
 *     to see that an object left its selector
 */
public record StoreEvent(
        Type type,
        ObjectKey key,
        long version,
        ObjectNode object,
        @Nullable ObjectNode previous) {
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public StoreEvent {
        requireNonNull(type, "type is null");
        requireNonNull(key, "key is null");
        requireNonNull(object, "object is null");
    }
}
