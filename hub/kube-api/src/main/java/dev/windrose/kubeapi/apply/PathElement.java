package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.schema.JsonValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step from a value to a value inside it. The order (fields, keys, values, indices, each by content) is the canonical
 * order of FieldsV1.
 */
public sealed interface PathElement extends Comparable<PathElement> {
    /** A field of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** The element of a keyed list whose key fields have these values. */
    record Key(SortedMap<String, JsonNode> fields) implements PathElement {
        public Key {
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("A key needs at least one field");
            }
            SortedMap<String, JsonNode> normal = new TreeMap<>();
            fields.forEach((name, value) -> normal.put(name, JsonValues.normal(value)));
            fields = Collections.unmodifiableSortedMap(normal);
        }

        static Key of(String field, JsonNode value) {
            return new Key(new TreeMap<>(Map.of(field, value)));
        }

        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            fields.forEach((name, value) -> parts.add(name + "=" + GoText.print(value)));
            return "[" + String.join(",", parts) + "]";
        }
    }

    /** The element of a set that equals this scalar. */
    record Value(JsonNode value) implements PathElement {
        public Value {
            value = JsonValues.normal(value);
        }

        @Override
        public String toString() {
            return "[=" + GoText.print(value) + "]";
        }
    }

    /** The element of a list at this place. */
    record Index(int index) implements PathElement {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    @Override
    default int compareTo(PathElement other) {
        return switch (this) {
            case Field(String name) when other instanceof Field(String theirs) -> name.compareTo(theirs);
            case Key key when other instanceof Key theirs -> compareKeys(key, theirs);
            case Value(JsonNode value)
            when other instanceof Value(JsonNode theirs) -> JsonValues.compare(value, theirs);
            case Index(int index) when other instanceof Index(int theirs) -> Integer.compare(index, theirs);
            default -> Integer.compare(rank(this), rank(other));
        };
    }

    private static int compareKeys(Key left, Key right) {
        var lefts = left.fields().entrySet().iterator();
        var rights = right.fields().entrySet().iterator();
        while (lefts.hasNext() && rights.hasNext()) {
            var l = lefts.next();
            var r = rights.next();
            int byName = l.getKey().compareTo(r.getKey());
            int byPart = byName != 0 ? byName : JsonValues.compare(l.getValue(), r.getValue());
            if (byPart != 0) {
                return byPart;
            }
        }
        return Integer.compare(left.fields().size(), right.fields().size());
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }
}
