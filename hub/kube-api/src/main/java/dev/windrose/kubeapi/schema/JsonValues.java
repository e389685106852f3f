package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Equality and order of JSON values by what they say: 1, 1L and 1.0 are one number, and the order of an object's fields
 * says nothing.
 */
public final class JsonValues {
    private JsonValues() {}

    /** As {@link #compare} says it, but without bringing anything into order. */
    public static boolean equal(JsonNode left, JsonNode right) {
        if (rank(left) != rank(right)) {
            return false;
        }
        if (left instanceof ObjectNode fields) {
            return equalFields(fields, right);
        }
        if (!(left instanceof ArrayNode)) {
            return compare(left, right) == 0;
        }
        boolean equal = left.size() == right.size();
        for (int i = 0; equal && i < left.size(); i++) {
            equal = equal(left.get(i), right.get(i));
        }
        return equal;
    }

    private static boolean equalFields(ObjectNode left, JsonNode right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : left.properties()) {
            JsonNode other = right.get(field.getKey());
            if (other == null || !equal(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** A total order: numbers, strings, booleans, lists, objects, null; within each by content. */
    public static int compare(JsonNode left, JsonNode right) {
        int byRank = Integer.compare(rank(left), rank(right));
        if (byRank != 0) {
            return byRank;
        }
        if (left.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        if (left.isTextual()) {
            return left.textValue().compareTo(right.textValue());
        }
        if (left.isBoolean()) {
            return Boolean.compare(left.booleanValue(), right.booleanValue());
        }
        if (left instanceof ArrayNode) {
            return compareLists(left, right);
        }
        return left.isObject() ? compareObjects(left, right) : 0;
    }

    /** The same number in its plainest form, so that equal scalars are also {@code equals}; other values as they are. */
    public static JsonNode normal(JsonNode value) {
        if (!value.isNumber()) {
            return value;
        }
        BigDecimal number = value.decimalValue();
        boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        boolean fits = number.precision() - number.scale() <= 18;
        return whole && fits ? LongNode.valueOf(number.longValue()) : value;
    }

    private static int rank(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> 0;
            case STRING -> 1;
            case BOOLEAN -> 2;
            case ARRAY -> 3;
            case OBJECT -> 4;
            case NULL -> 5;
            case BINARY, MISSING, POJO -> 6;
        };
    }

    private static int compareLists(JsonNode left, JsonNode right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int byItem = compare(left.get(i), right.get(i));
            if (byItem != 0) {
                return byItem;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static int compareObjects(JsonNode left, JsonNode right) {
        Iterator<Map.Entry<String, JsonNode>> lefts = sorted(left).entrySet().iterator();
        Iterator<Map.Entry<String, JsonNode>> rights = sorted(right).entrySet().iterator();
        while (lefts.hasNext() && rights.hasNext()) {
            Map.Entry<String, JsonNode> l = lefts.next();
            Map.Entry<String, JsonNode> r = rights.next();
            int byName = l.getKey().compareTo(r.getKey());
            int byField = byName != 0 ? byName : compare(l.getValue(), r.getValue());
            if (byField != 0) {
                return byField;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
        return fields;
    }
}
