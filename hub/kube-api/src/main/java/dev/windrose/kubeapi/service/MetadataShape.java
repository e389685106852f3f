package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Whether metadata can be read at all: fields of the types that {@code metav1.ObjectMeta} declares. A real server fails to
 * decode anything else, for custom kinds too, before it looks at a schema. Null means absent, as in Go.
 */
final class MetadataShape {
    private static final List<String> TEXTS =
            List.of("name", "generateName", "namespace", "selfLink", "uid", "resourceVersion");
    private static final List<String> NUMBERS = List.of("generation", "deletionGracePeriodSeconds");
    private static final List<String> TIMES = List.of("creationTimestamp", "deletionTimestamp");
    private static final List<String> TEXT_MAPS = List.of("labels", "annotations");

    private MetadataShape() {}

    /** The first field that is not of its type, and what it must be. */
    static Optional<String> faultIn(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        if (absent(metadata)) {
            return Optional.empty();
        }
        if (!metadata.isObject()) {
            return Optional.of("metadata must be an object");
        }
        return first(metadata, TEXTS, "a string", JsonNode::isTextual)
                .or(() -> first(metadata, NUMBERS, "a whole number", JsonNode::canConvertToLong))
                .or(() -> first(metadata, TIMES, "a time like 2030-01-31T12:00:00Z, or null", MetadataShape::isTime))
                .or(() -> first(metadata, TEXT_MAPS, "a map from strings to strings", MetadataShape::isTextMap))
                .or(() -> first(metadata, List.of("finalizers"), "a list of strings", MetadataShape::isTextList))
                .or(() -> first(metadata, List.of("managedFields"), "a list of objects", MetadataShape::isObjectList))
                .or(() -> owners(metadata));
    }

    /** Takes out what says nothing: nulls, and empty lists and maps, which a real server does not keep either. */
    static void tidy(ObjectNode metadata) {
        metadata.properties()
                .removeIf(field -> field.getValue().isNull()
                        || (field.getValue().isContainerNode()
                                && field.getValue().isEmpty()
                                && !field.getKey().equals("managedFields")));
    }

    private interface Shape {
        boolean fits(JsonNode value);
    }

    private static Optional<String> first(JsonNode metadata, List<String> fields, String wanted, Shape shape) {
        return fields.stream()
                .filter(field -> !absent(metadata.path(field)) && !shape.fits(metadata.path(field)))
                .findFirst()
                .map(field -> "metadata.%s must be %s".formatted(field, wanted));
    }

    private static Optional<String> owners(JsonNode metadata) {
        JsonNode owners = metadata.path("ownerReferences");
        if (!absent(owners) && !isObjectList(owners)) {
            return Optional.of("metadata.ownerReferences must be a list of objects");
        }
        for (JsonNode owner : owners) {
            for (var field : owner.properties()) {
                boolean flag =
                        field.getKey().equals("controller") || field.getKey().equals("blockOwnerDeletion");
                JsonNodeType wanted = flag ? JsonNodeType.BOOLEAN : JsonNodeType.STRING;
                if (!absent(field.getValue()) && field.getValue().getNodeType() != wanted) {
                    return Optional.of("metadata.ownerReferences[].%s must be a %s"
                            .formatted(field.getKey(), flag ? "boolean" : "string"));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean isTime(JsonNode value) {
        try {
            return value.isTextual() && OffsetDateTime.parse(value.textValue()) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isTextMap(JsonNode value) {
        return value.isObject() && value.valueStream().allMatch(v -> v.isTextual() || v.isNull());
    }

    private static boolean isTextList(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
    }

    private static boolean isObjectList(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isObject);
    }
}
