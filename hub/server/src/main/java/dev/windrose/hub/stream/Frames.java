package dev.windrose.hub.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.store.StoreEvent;

/** Events as text/event-stream (HTML Standard, server-sent events). Pure. */
final class Frames {
    /** A client that lost its connection tries again after this long. */
    private static final int RETRY_MILLIS = 2_000;

    private Frames() {}

    /** Tells a new reader from where it hears; an event without data changes only the last id. */
    static String opening(Position at) {
        return ": windrose\nretry: %d\nid: %s\n\n".formatted(RETRY_MILLIS, at.id());
    }

    /** Keeps the connection and the last id alive, so that a quiet stream resumes from now. */
    static String heartbeat(Position at) {
        return ": heartbeat\nid: %s\n\n".formatted(at.id());
    }

    /** Something was lost: read again what you show, then go on from here. */
    static String reset(Position at, String reason) {
        return frame(at, "reset", Json.MAPPER.createObjectNode().put("reason", reason));
    }

    static String of(Position at, StoreEvent event) {
        var object = event.object();
        var kind = object.path("kind").asText();
        var data = Json.MAPPER.createObjectNode();
        data.put("change", event.type().name()).put("kind", kind);
        copy(object.path("metadata"), "namespace", data);
        copy(object.path("metadata"), "name", data);
        copy(object.path("metadata"), "uid", data);
        copy(object.path("metadata"), "generation", data);
        if (kind.equals("Event")) {
            for (var field : new String[] {"type", "reason", "message", "involvedObject", "count", "lastTimestamp"}) {
                copy(object, field, data);
            }
        } else {
            copy(object.path("spec"), "pause", data);
            copy(object, "status", data);
        }
        return frame(at, kind, data);
    }

    static String plan(Position at, JsonNode row) {
        var data = Json.MAPPER.createObjectNode();
        copy(row, "number", data);
        copy(row, "id", data);
        copy(row, "parent", data);
        data.set("madeAt", row.path("made_at"));
        copy(row, "solver", data);
        copy(row, "changes", data);
        return frame(at, "Plan", data);
    }

    private static void copy(JsonNode from, String field, ObjectNode to) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field));
        }
    }

    /** JSON of one line holds no line break, so the data is one line. */
    private static String frame(Position at, String event, ObjectNode data) {
        return "id: %s\nevent: %s\ndata: %s\n\n".formatted(at.id(), event, data);
    }
}
