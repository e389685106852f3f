package dev.windrose.kubeapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A list as of one instant.
 *
 * @param objects each with {@code metadata.resourceVersion} set; callers must not change them
 * @param version the store's version at that instant: a watch from it misses nothing and repeats nothing
 * @param more whether objects follow after the last one
 */
public record Page(List<ObjectNode> objects, long version, boolean more) {
    public Page {
        objects = List.copyOf(objects);
    }
}
