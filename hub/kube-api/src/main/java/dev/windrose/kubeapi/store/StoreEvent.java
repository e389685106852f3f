package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One committed change.
 *
 * @param stored the object after the change; for a deletion, as it last was. Its version is the number of this change;
 *     numbers rise in commit order
 * @param before the object before the change where its labels or a selectable field differ from {@code stored}, else null:
 *     a watcher needs it to see that an object left its selector
 */
public record StoreEvent(
        Type type, StoredObject stored, @Nullable StoredObject before) {
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public StoreEvent {
        requireNonNull(type, "type is null");
        requireNonNull(stored, "stored is null");
    }

    public ObjectKey key() {
        return stored.key();
    }

    public long version() {
        return stored.version();
    }

    /** What it weighs where it is kept. */
    public long bytes() {
        return stored.json().length + (before == null ? 0L : before.json().length);
    }

    /** The object as a tree, which callers must not change. */
    public ObjectNode object() {
        return stored.tree();
    }

    /** Trees at hand, for those who are told of it. */
    public StoreEvent parsed() {
        return new StoreEvent(type, stored.parsed(), before == null ? null : before.parsed());
    }

    /** Without trees, for those who keep it. */
    public StoreEvent packed() {
        return new StoreEvent(type, stored.packed(), before == null ? null : before.packed());
    }
}
