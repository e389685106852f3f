package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An object without the fields its schema does not know.
 *
 * @param object a copy; the original is untouched
 * @param unknownFields paths of what was left out, e.g. {@code spec.containers[0].foo}, in document order
 */
public record PruneResult(ObjectNode object, List<String> unknownFields) {
    public PruneResult {
        unknownFields = List.copyOf(unknownFields);
    }
}
