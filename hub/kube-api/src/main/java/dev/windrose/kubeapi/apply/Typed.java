package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a value is seen through its schema. A value that does not fit its schema (it was stored under an older one) is a
 * scalar: it is owned and replaced as a whole.
 */
final class Typed {
    /** What a value is merged as. */
    enum Shape {
        MAP,
        LIST,
        SCALAR
    }

    private Typed() {}

    static Shape shape(Schema schema, JsonNode value) {
        Schema.Type type = schema.type();
        boolean any = type == Schema.Type.ANY;
        if (value.isNull()) {
            return any || type == Schema.Type.OBJECT
                    ? Shape.MAP
                    : type == Schema.Type.ARRAY ? Shape.LIST : Shape.SCALAR;
        }
        if (value.isObject() && (any || type == Schema.Type.OBJECT)) {
            return Shape.MAP;
        }
        return value.isArray() && (any || type == Schema.Type.ARRAY) ? Shape.LIST : Shape.SCALAR;
    }

    static @Nullable ObjectNode map(@Nullable JsonNode value) {
        return value instanceof ObjectNode object ? object : null;
    }

    static @Nullable ArrayNode list(@Nullable JsonNode value) {
        return value instanceof ArrayNode array ? array : null;
    }

    static boolean isEmpty(@Nullable JsonNode collection) {
        return collection == null || collection.isEmpty();
    }

    /** Whether the elements of these lists can be told apart, so that each can have its own owner. */
    static boolean associative(Schema schema, @Nullable ArrayNode... lists) {
        if (schema.listType() == ListType.ATOMIC) {
            return false;
        }
        for (ArrayNode list : lists) {
            if (list != null && keys(schema, list).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The path element of each item; empty when an item has none. */
    static Optional<List<PathElement>> keys(Schema schema, ArrayNode list) {
        List<PathElement> keys = new ArrayList<>();
        for (JsonNode item : list) {
            PathElement key = key(schema, item);
            if (key == null) {
                return Optional.empty();
            }
            keys.add(key);
        }
        return Optional.of(keys);
    }

    /** What tells an item from its siblings; null when nothing does. Missing key fields have their default, or are left out. */
    static @Nullable PathElement key(Schema schema, JsonNode item) {
        if (schema.listType() == ListType.SET) {
            return item.isContainerNode() || item.isNull() ? null : new PathElement.Value(item);
        }
        if (!item.isObject()) {
            return null;
        }
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        for (String name : schema.listKeys()) {
            JsonNode value = item.get(name);
            if (value == null) {
                value = schema.element().field(name).defaultValue().orElse(null);
            }
            if (value != null) {
                fields.put(name, value);
            }
        }
        return fields.isEmpty() ? null : new PathElement.Key(fields);
    }
}
