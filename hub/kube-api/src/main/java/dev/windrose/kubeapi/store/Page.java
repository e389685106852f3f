package dev.windrose.kubeapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A list as of one instant.
 *
 * @param items each with {@code metadata.resourceVersion} set
 * @param version the store's version at that instant: a watch from it misses nothing and repeats nothing
 * @param remaining how many objects follow after the last one
 */
public record Page(List<StoredObject> items, long version, int remaining) {
    public Page {
        items = List.copyOf(items);
    }

    /** Whether objects follow after the last one. */
    public boolean more() {
        return remaining > 0;
    }

    /** The items as trees; callers must not change them. Parses: call once. */
    public List<ObjectNode> objects() {
        return items.stream().map(StoredObject::tree).toList();
    }
}
