package dev.windrose.kubeapi.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;

/** JSON merge patch (RFC 7396): null removes, objects merge, everything else replaces. */
public final class MergePatch {
    private MergePatch() {}

    /** A copy of the target with the patch applied. */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch.deepCopy();
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
        merge(result, fields);
        return result;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var entry : patch.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode fields) {
                merge(Json.child(target, name), fields);
            } else {
                target.set(name, value.deepCopy());
            }
        }
    }
}
