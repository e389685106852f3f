package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Meta;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Changed copies of objects. What does not change is shared with the original, since nobody changes trees in place. */
final class Edit {
    private Edit() {}

    /** RFC 3339 to the second, as metav1.Time prints. */
    static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    static ObjectNode with(ObjectNode object, String field, JsonNode value) {
        ObjectNode copy = Json.object();
        copy.setAll(object);
        copy.set(field, value);
        return copy;
    }

    static ObjectNode withStatus(Meta meta, JsonNode status) {
        return with(meta.object(), "status", status);
    }

    /** A copy of the status that may be changed. */
    static ObjectNode status(Meta meta) {
        return meta.at("status") instanceof ObjectNode status ? status.deepCopy() : Json.object();
    }

    /** A changed spec is a new generation. */
    static ObjectNode withSpec(Meta meta, String field, JsonNode value) {
        ObjectNode spec = with((ObjectNode) meta.object().path("spec"), field, value);
        ObjectNode metadata =
                with((ObjectNode) meta.object().path("metadata"), "generation", number(meta.generation() + 1));
        return with(with(meta.object(), "spec", spec), "metadata", metadata);
    }

    static ObjectNode annotated(ObjectNode object, String name, String value) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        ObjectNode annotations = metadata.path("annotations") instanceof ObjectNode found ? found : Json.object();
        return with(object, "metadata", with(metadata, "annotations", with(annotations, name, text(value))));
    }

    static JsonNode text(String value) {
        return Json.object().textNode(value);
    }

    /** An int node, as reading the same text yields: trees stay equal over a restart. */
    static JsonNode number(long value) {
        return Json.object().numberNode(Math.toIntExact(value));
    }

    /**
     * Sets a condition in a list of them. The transition time moves only when the status does; an equal condition
     * leaves the list as it is.
     */
    static ObjectNode condition(
            ObjectNode status, String type, boolean holds, String reason, String message, Instant now) {
        ArrayNode conditions =
                status.path("conditions") instanceof ArrayNode found ? found : status.putArray("conditions");
        String wanted = holds ? "True" : "False";
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i) instanceof ObjectNode existing
                    && Json.text(existing, "type").equals(type)) {
                fill(existing, wanted, reason, message, now);
                return existing;
            }
        }
        ObjectNode made = conditions.addObject().put("type", type);
        fill(made, wanted, reason, message, now);
        return made;
    }

    private static void fill(ObjectNode condition, String wanted, String reason, String message, Instant now) {
        if (!Json.text(condition, "status").equals(wanted)) {
            condition.put("status", wanted);
            condition.put("lastTransitionTime", time(now));
        }
        putOrRemove(condition, "reason", reason);
        putOrRemove(condition, "message", message);
    }

    private static void putOrRemove(ObjectNode node, String field, String value) {
        if (value.isEmpty()) {
            node.remove(field);
        } else {
            node.put(field, value);
        }
    }

    /** A controller's reference to what it owns. */
    static ObjectNode ownerReference(Meta owner, String apiVersion, String kind) {
        ObjectNode made = Json.object();
        made.put("apiVersion", apiVersion);
        made.put("kind", kind);
        made.put("name", owner.name());
        made.put("uid", owner.uid());
        made.put("controller", true);
        made.put("blockOwnerDeletion", true);
        return made;
    }
}
