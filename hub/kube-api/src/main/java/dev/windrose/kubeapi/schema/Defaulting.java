package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Fills in defaults, as API servers do for structural schemas: at missing fields, at any depth, inside list items and map
 * values, and inside a default that was just filled in. A null that the schema does not allow counts as missing when there
 * is a default; without one it stays, and validation refuses it.
 */
public final class Defaulting {
    private Defaulting() {}

    /** A copy of the object with the defaults of its schema at missing fields; the original is untouched. */
    public static ObjectNode applyDefaults(Schema schema, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        fill(schema, copy);
        return copy;
    }

    private static void fill(Schema schema, JsonNode value) {
        if (value instanceof ObjectNode map) {
            schema.properties()
                    .forEach((name, field) -> field.defaultValue().ifPresent(byDefault -> {
                        JsonNode present = map.get(name);
                        if (present == null || (present.isNull() && !field.nullable())) {
                            map.set(name, byDefault.deepCopy());
                        }
                    }));
            map.properties().forEach(e -> {
                Schema field = schema.field(e.getKey());
                if (e.getValue().isNull()
                        && !field.nullable()
                        && field.defaultValue().isPresent()) {
                    e.setValue(field.defaultValue().get().deepCopy());
                }
                fill(field, e.getValue());
            });
        } else if (value.isArray()) {
            value.forEach(item -> fill(schema.element(), item));
        }
    }
}
