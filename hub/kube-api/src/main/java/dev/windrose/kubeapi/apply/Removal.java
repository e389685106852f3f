package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;

/** Takes fields out of an object. */
final class Removal {
    private Removal() {}

    /** A copy of the object without the fields of the set, and all that is below them. */
    static ObjectNode remove(Schema schema, ObjectNode object, FieldSet fields) {
        return fields.isEmpty() ? object.deepCopy() : fromMap(schema, object, fields);
    }

    private static JsonNode from(Schema schema, JsonNode value, FieldSet fields) {
        return switch (Typed.shape(schema, value)) {
            case SCALAR -> value.deepCopy();
            case MAP ->
                value instanceof ObjectNode map && !schema.atomicMap()
                        ? fromMap(schema, map, fields)
                        : value.deepCopy();
            case LIST ->
                value instanceof ArrayNode list && Typed.associative(schema, list)
                        ? fromList(schema, list, fields)
                        : value.deepCopy();
        };
    }

    private static ObjectNode fromMap(Schema schema, ObjectNode map, FieldSet fields) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        map.properties().forEach(entry -> {
            PathElement element = new PathElement.Field(entry.getKey());
            if (!fields.hasMember(element)) {
                FieldSet below = fields.below(element);
                JsonNode value = entry.getValue();
                out.set(
                        entry.getKey(),
                        below.isEmpty() ? value.deepCopy() : from(schema.field(entry.getKey()), value, below));
            }
        });
        return out;
    }

    private static ArrayNode fromList(Schema schema, ArrayNode list, FieldSet fields) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : list) {
            PathElement element = Typed.key(schema, item);
            if (element == null || !fields.hasMember(element)) {
                FieldSet below = element == null ? FieldSet.EMPTY : fields.below(element);
                out.add(below.isEmpty() ? item.deepCopy() : from(schema.element(), item, below));
            }
        }
        return out;
    }
}
