package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way from {@code kubectl apply} to {@code kubectl apply --server-side}: what kubectl noted in its annotation, and
 * nobody has changed since, is kubectl's to overwrite, although another name of kubectl owns it. Only for the manager {@code
 * kubectl}, as the real server does.
 */
final class ClientSideApply {
    static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ClientSideApply() {}

    /** The contests that are not about fields which kubectl applied itself on the client side. */
    static List<Contest> withoutOwn(Schema schema, ObjectNode live, String manager, List<Contest> contests) {
        if (!KUBECTL.equals(manager)) {
            return contests;
        }
        Optional<FieldSet> own = lastApplied(live)
                .filter(last -> last.path("apiVersion").equals(live.path("apiVersion")))
                .filter(last -> TypeCheck.errorsIn(schema, last).isEmpty())
                .map(last -> stillAsApplied(schema, live, last));
        return own.map(set -> contests.stream().filter(c -> !set.has(c.path())).toList())
                .orElse(contests);
    }

    private static FieldSet stillAsApplied(Schema schema, ObjectNode live, ObjectNode last) {
        Comparison drift = Comparison.between(schema, last, live);
        return FieldSets.of(schema, last).minus(drift.changed()).minus(drift.removed());
    }

    /** Keeps the annotation, where there is one, in step with what kubectl applied, so that going back loses nothing. */
    static void refreshAnnotation(ObjectNode object, ObjectNode applied, String manager) {
        if (!KUBECTL.equals(manager)
                || object.path("metadata")
                        .path("annotations")
                        .path(ANNOTATION)
                        .asText("")
                        .isEmpty()
                || !(object.path("metadata").get("annotations") instanceof ObjectNode annotations)) {
            return;
        }
        ObjectNode noted = applied.deepCopy();
        if (noted.path("metadata").get("annotations") instanceof ObjectNode mine) {
            mine.remove(ANNOTATION);
        }
        annotations.put(ANNOTATION, text(noted) + "\n");
    }

    private static Optional<ObjectNode> lastApplied(ObjectNode live) {
        String text = live.path("metadata").path("annotations").path(ANNOTATION).asText("");
        try {
            return !text.isEmpty() && JSON.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            // An annotation that somebody broke proves nothing: the conflicts stand, and are reported.
            return Optional.empty();
        }
    }

    private static String text(ObjectNode object) {
        try {
            return JSON.writeValueAsString(sorted(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON tree could not be written", e);
        }
    }

    private static Object sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            Map<String, Object> fields = new TreeMap<>();
            object.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
            return fields;
        }
        if (value.isArray()) {
            return value.valueStream().map(ClientSideApply::sorted).toList();
        }
        return value;
    }
}
