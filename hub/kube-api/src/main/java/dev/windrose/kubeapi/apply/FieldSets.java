package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Field sets of objects, and field sets seen through a schema. */
final class FieldSets {
    private FieldSets() {}

    /**
     * The fields that an applied object has an opinion on: every leaf, every list element, every entry of an undeclared
     * map, and empty or null maps.
     */
    static FieldSet of(Schema schema, JsonNode value) {
        FieldSet.Builder set = new FieldSet.Builder();
        collect(schema, value, List.of(), set);
        return set.build();
    }

    private static void collect(Schema schema, JsonNode value, List<PathElement> path, FieldSet.Builder set) {
        switch (Typed.shape(schema, value)) {
            case SCALAR -> set.add(path);
            case MAP -> collectMap(schema, value, path, set);
            case LIST -> collectList(schema, value, path, set);
        }
    }

    private static void collectMap(Schema schema, JsonNode value, List<PathElement> path, FieldSet.Builder set) {
        if (schema.atomicMap()) {
            set.add(path);
            return;
        }
        if (!(value instanceof ObjectNode map)) {
            return;
        }
        map.properties().forEach(entry -> {
            JsonNode child = entry.getValue();
            List<PathElement> childPath = append(path, new PathElement.Field(entry.getKey()));
            collect(schema.field(entry.getKey()), child, childPath, set);
            boolean nothingBelow = child.isNull() || (child.isObject() && child.isEmpty());
            if (nothingBelow || !schema.isField(entry.getKey())) {
                set.add(childPath);
            }
        });
    }

    private static void collectList(Schema schema, JsonNode value, List<PathElement> path, FieldSet.Builder set) {
        ArrayNode list = Typed.list(value);
        if (!Typed.associative(schema, list)) {
            set.add(path);
            return;
        }
        if (list == null) {
            return;
        }
        Set<PathElement> seen = new HashSet<>();
        Set<PathElement> twice = new HashSet<>();
        List<PathElement> keys = Typed.keys(schema, list).orElse(List.of());
        keys.stream().filter(key -> !seen.add(key)).forEach(twice::add);
        for (int i = 0; i < keys.size(); i++) {
            List<PathElement> itemPath = append(path, keys.get(i));
            if (!twice.contains(keys.get(i))) {
                collect(schema.element(), list.get(i), itemPath, set);
            }
            set.add(itemPath);
        }
    }

    /**
     * The set, and with each path the declared fields above it: a declared field exists only for what is in it, so who owns
     * all of that owns it too.
     */
    static FieldSet withDeclaredParents(Schema schema, FieldSet set) {
        TreeMap<PathElement, FieldSet.Node> nodes = new TreeMap<>();
        set.nodes().forEach((element, node) -> {
            boolean declaredParent = !node.below().isEmpty()
                    && element instanceof PathElement.Field(String name)
                    && schema.isField(name);
            nodes.put(
                    element,
                    new FieldSet.Node(
                            node.member() || declaredParent,
                            withDeclaredParents(child(schema, element), node.below())));
        });
        return new FieldSet(nodes);
    }

    /** What is there, be it owned or not: all of {@link #of}, lists that are empty, and the declared fields above. */
    static FieldSet present(Schema schema, JsonNode value) {
        FieldSet.Builder emptyLists = new FieldSet.Builder();
        collectEmptyLists(schema, value, List.of(), emptyLists);
        return withDeclaredParents(schema, of(schema, value)).union(emptyLists.build());
    }

    private static void collectEmptyLists(Schema schema, JsonNode value, List<PathElement> path, FieldSet.Builder set) {
        if (value.isArray() && value.isEmpty()) {
            set.add(path);
        } else if (value instanceof ObjectNode map) {
            map.properties()
                    .forEach(e -> collectEmptyLists(
                            schema.field(e.getKey()),
                            e.getValue(),
                            append(path, new PathElement.Field(e.getKey())),
                            set));
        } else if (value instanceof ArrayNode list && Typed.associative(schema, list)) {
            List<PathElement> keys = Typed.keys(schema, list).orElse(List.of());
            for (int i = 0; i < keys.size(); i++) {
                collectEmptyLists(schema.element(), list.get(i), append(path, keys.get(i)), set);
            }
        }
    }

    /** The set as it would have been written under this schema: who owned parts of what is now atomic owns the whole. */
    static FieldSet reconciled(Schema schema, FieldSet set) {
        TreeMap<PathElement, FieldSet.Node> nodes = new TreeMap<>();
        set.nodes().forEach((element, node) -> {
            Schema child = child(schema, element);
            boolean splitAtomic = !node.below().isEmpty() && isAtomic(child);
            nodes.put(
                    element,
                    splitAtomic
                            ? FieldSet.Node.LEAF
                            : new FieldSet.Node(node.member(), reconciled(child, node.below())));
        });
        return new FieldSet(nodes);
    }

    private static boolean isAtomic(Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> schema.atomicMap();
            case ARRAY -> schema.listType() == ListType.ATOMIC;
            case ANY, STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> false;
        };
    }

    static Schema child(Schema schema, PathElement element) {
        return element instanceof PathElement.Field(String name) ? schema.field(name) : schema.element();
    }

    static List<PathElement> append(List<PathElement> path, PathElement element) {
        List<PathElement> longer = new ArrayList<>(path);
        longer.add(element);
        return longer;
    }
}
