package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page of objects.
 *
 * @param version watch from here; on later pages still the first page's, so that nothing between them is missed
 * @param continueToken empty on the last page
 */
public record ObjectList(List<ObjectNode> items, long version, String continueToken) {
    public ObjectList {
        items = List.copyOf(items);
    }
}
