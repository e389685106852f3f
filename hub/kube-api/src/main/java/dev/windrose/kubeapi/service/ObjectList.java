package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.StoredObject;
import java.util.List;

/**
 * A page of objects.
 *
 * @param version watch from here; all pages of a list have the same
 * @param continueToken empty on the last page
 * @param remaining how many objects follow; 0 on the last page, and where a selector makes it unknown
 */
public record ObjectList(List<StoredObject> stored, long version, String continueToken, int remaining) {
    public ObjectList {
        stored = List.copyOf(stored);
    }

    /** As trees, which callers must not change. Parses: call once. */
    public List<ObjectNode> items() {
        return stored.stream().map(StoredObject::tree).toList();
    }
}
