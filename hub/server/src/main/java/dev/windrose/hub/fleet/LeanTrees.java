package dev.windrose.hub.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trees that are kept for as long as their objects live, and weigh little: without managedFields, which are most of a tree and
 * nobody's business here, and with equal parts as one, for thousands of workloads are made from a few templates and turned
 * down for the same reasons. Safe for several threads.
 */
final class LeanTrees {
    /** Parts that are remembered; what nobody used for long goes first. */
    private static final int KNOWN = 4_096;

    private static final List<String> SHARED = List.of("spec", "status");

    private final Map<JsonNode, JsonNode> parts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonNode, JsonNode> eldest) {
            return size() > KNOWN;
        }
    };

    /** The same object, lean. Shares parts with the given one and with others: nobody may change them. */
    ObjectNode of(ObjectNode object) {
        var tree = Json.MAPPER.createObjectNode();
        tree.setAll(object);
        if (object.get("metadata") instanceof ObjectNode metadata) {
            var kept = Json.MAPPER.createObjectNode();
            kept.setAll(metadata);
            kept.remove("managedFields");
            tree.set("metadata", kept);
        }
        for (var field : SHARED) {
            if (object.get(field) instanceof ObjectNode part) {
                tree.set(field, shared(part));
            }
        }
        return tree;
    }

    /** By fields: a whole status is seldom like another one, for it tells times. */
    private ObjectNode shared(ObjectNode part) {
        var copy = Json.MAPPER.createObjectNode();
        part.properties().forEach(field -> copy.set(field.getKey(), known(field.getValue())));
        return copy;
    }

    private JsonNode known(JsonNode value) {
        if (!value.isContainerNode()) {
            return value;
        }
        synchronized (parts) {
            var same = parts.putIfAbsent(value, value);
            return same == null ? value : same;
        }
    }
}
