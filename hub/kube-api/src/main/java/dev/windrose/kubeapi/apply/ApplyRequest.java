package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.List;
import java.util.Optional;

/** What may be applied at all, and which part of it a resource takes. */
final class ApplyRequest {
    private ApplyRequest() {}

    /** Why this object cannot be applied, in the words of the real server; empty when it can. */
    static Optional<String> faultOf(Schema schema, Optional<ObjectNode> live, ObjectNode applied) {
        JsonNode managedFields = Ownership.managedFieldsOf(applied);
        if (!managedFields.isMissingNode() && !managedFields.isNull()) {
            return Optional.of("metadata.managedFields must be nil");
        }
        if (live.isPresent()) {
            for (String field : List.of("apiVersion", "kind")) {
                if (!live.get().path(field).equals(applied.path(field))) {
                    return Optional.of("invalid object type: " + kind(applied));
                }
            }
        }
        List<String> errors = TypeCheck.errorsIn(schema, applied);
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        JsonNode metadata = applied.path("metadata");
        return Optional.of("failed to create typed patch object (%s/%s; %s): %s"
                .formatted(
                        metadata.path("namespace").asText(""),
                        metadata.path("name").asText(""),
                        kind(applied),
                        joined(errors)));
    }

    /** The part of the applied object that the main resource, or its status, takes. */
    static ObjectNode reachablePart(Schema schema, ObjectNode applied, Optional<String> subresource) {
        ObjectNode part = applied.deepCopy();
        if (!schema.hasStatusSubresource()) {
            return part;
        }
        if (subresource.filter(Ownership.STATUS::equals).isPresent()) {
            part.retain("apiVersion", "kind", "metadata", Ownership.STATUS);
            if (part.get("metadata") instanceof ObjectNode metadata) {
                metadata.retain("name", "namespace", "uid", "resourceVersion");
            }
        } else {
            part.remove(Ownership.STATUS);
        }
        return part;
    }

    private static String joined(List<String> errors) {
        return errors.size() == 1 ? errors.getFirst() : "errors:\n  " + String.join("\n  ", errors);
    }

    private static String kind(ObjectNode object) {
        return "%s, Kind=%s"
                .formatted(
                        object.path("apiVersion").asText(""),
                        object.path("kind").asText(""));
    }
}
