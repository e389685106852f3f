package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Fills in defaults, as API servers do for structural schemas: at missing fields, at any depth, inside list items and map
 * values, and inside a default that was just filled in. A null that the schema does not allow counts as missing: it becomes
 * the default, or goes when there is none.
 */
public final class Defaulting {
    private Defaulting() {}

    /** A copy of the object with the defaults of its schema at missing fields; the original is untouched. */
    public static ObjectNode applyDefaults(Schema schema, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        fillIn(schema, copy);
        return copy;
    }

    /** The same in place. */
    public static void fillIn(Schema schema, ObjectNode object) {
        fill(schema, object);
    }

    private static void fill(Schema schema, JsonNode value) {
        if (value instanceof ObjectNode map) {
            schema.properties()
                    .forEach((name, field) -> field.defaultValue()
                            .filter(_ -> !map.has(name))
                            .ifPresent(byDefault -> map.set(name, byDefault.deepCopy())));
            map.properties().removeIf(entry -> !settleNull(schema, entry));
            map.properties().forEach(entry -> fill(schema.field(entry.getKey()), entry.getValue()));
        } else if (value.isArray()) {
            value.forEach(item -> fill(schema.element(), item));
        }
    }

    /** Replaces a null that is not allowed by its default; false when there is none and the entry must go. */
    private static boolean settleNull(Schema schema, Map.Entry<String, JsonNode> entry) {
        Schema field = schema.field(entry.getKey());
        boolean described =
                schema.declares(entry.getKey()) || schema.additional().isPresent();
        if (!entry.getValue().isNull() || field.nullable() || !described || field.type() == Schema.Type.ANY) {
            return true;
        }
        field.defaultValue().ifPresent(byDefault -> entry.setValue(byDefault.deepCopy()));
        return field.defaultValue().isPresent();
    }
}
