package dev.windrose.hub.access.limit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How many bytes a tree takes as JSON, without writing it. Exact but for escapes, which it leaves out. Pure. */
final class TreeSize {
    private static final int BRACES = 2;

    private TreeSize() {}

    /** Trees of the API core are bounded in depth. */
    static long of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                long size = BRACES;
                for (var field : object.properties()) {
                    size += text(field.getKey()) + 2 + of(field.getValue());
                }
                yield size;
            }
            case ArrayNode array -> {
                long size = BRACES;
                for (var element : array) {
                    size += 1 + of(element);
                }
                yield size;
            }
            default -> node.isTextual() ? text(node.asText()) : node.asText().length();
        };
    }

    private static long text(String text) {
        long size = BRACES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Half of a surrogate pair: the pair has four bytes.
            size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }
}
