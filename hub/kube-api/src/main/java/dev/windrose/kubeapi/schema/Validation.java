package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with an object, in the words and with the field paths of a real API server. Checks the schema, the
 * uniqueness that list types promise, and the metadata rules of every Kubernetes object.
 */
public final class Validation {
    private final List<FieldError> errors = new ArrayList<>();

    private Validation() {}

    /**
     * The faults of an object (empty: none). What was there before and has not changed is not held against an update
     * (validation ratcheting, KEP-4008), so that a tightened schema does not lock objects in.
     *
     * @param object after pruning and defaulting
     * @param old what the object was before; empty on create
     */
    public static List<FieldError> validate(Schema schema, ObjectNode object, Optional<ObjectNode> old) {
        Validation validation = new Validation();
        validation.errors.addAll(MetadataRules.check(schema.nameRule(), object, old));
        validation.check(schema, object, old.orElse(null), "");
        return List.copyOf(validation.errors);
    }

    private void check(Schema schema, JsonNode value, @Nullable JsonNode old, String path) {
        if (old != null && JsonValues.equal(value, old)) {
            return;
        }
        ValueRules.typeFault(schema, value, path).ifPresent(errors::add);
        if (!value.isNull()) {
            errors.addAll(ValueRules.faults(schema, value, path));
        }
        ValueRules.enumFault(schema, value, path).ifPresent(errors::add);
        if (value instanceof ObjectNode map) {
            checkMap(schema, map, old, path);
        } else if (value.isArray()) {
            checkList(schema, value, old, path);
        }
    }

    private void checkMap(Schema schema, ObjectNode map, @Nullable JsonNode old, String path) {
        map.properties().forEach(e -> {
            String name = e.getKey();
            boolean declared = schema.declares(name);
            if (declared || schema.additional().isPresent()) {
                check(schema.field(name), e.getValue(), old == null ? null : old.get(name), child(path, name));
            }
        });
        for (String name : schema.required()) {
            if (!map.has(name)) {
                errors.add(Faults.required(child(path, name), ""));
            }
        }
        Limits.Bounds bounds = schema.limits().properties();
        if (bounds.least() != null && map.size() < bounds.least()) {
            errors.add(Faults.invalid(
                    path,
                    String.valueOf(map.size()),
                    "%s in body should have at least %d properties".formatted(path, bounds.least())));
        }
        if (bounds.greatest() != null && map.size() > bounds.greatest()) {
            errors.add(Faults.tooMany(path, map.size(), bounds.greatest()));
        }
    }

    private void checkList(Schema schema, JsonNode list, @Nullable JsonNode old, String path) {
        Map<String, JsonNode> before = schema.listType() == ListType.MAP ? byKey(schema, old) : Map.of();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            check(
                    schema.element(),
                    item,
                    before.isEmpty() ? null : before.get(keyOf(schema, item).toString()),
                    path + "[" + i + "]");
        }
        Limits.Bounds bounds = schema.limits().items();
        if (bounds.least() != null && list.size() < bounds.least()) {
            errors.add(Faults.invalid(
                    path,
                    String.valueOf(list.size()),
                    "%s in body should have at least %d items".formatted(path, bounds.least())));
        }
        if (bounds.greatest() != null && list.size() > bounds.greatest()) {
            errors.add(Faults.tooMany(path, list.size(), bounds.greatest()));
        }
        if (schema.limits().uniqueItems() && !firstRepeats(list).isEmpty()) {
            errors.add(Faults.invalid(path, "\"\"", path + " in body shouldn't contain duplicates"));
        }
        // Lists of metadata promise uniqueness to merging, but the real server does not hold writers to it.
        if (!path.startsWith("metadata.")) {
            checkListType(schema, list, path);
        }
    }

    private void checkListType(Schema schema, JsonNode list, String path) {
        List<JsonNode> keys = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (schema.listType() == ListType.MAP && !item.isObject() && !item.isNull()) {
                errors.add(Faults.invalid(
                        "%s[%d]".formatted(path, i),
                        Faults.print(item),
                        "must be an object for an array of list-type map"));
                return;
            }
            keys.add(schema.listType() == ListType.MAP ? keyOf(schema, item) : item);
        }
        if (schema.listType() != ListType.ATOMIC) {
            firstRepeats(keys)
                    .forEach(i -> errors.add(Faults.duplicate("%s[%d]".formatted(path, i), Faults.print(keys.get(i)))));
        }
    }

    /** The place of the second of each group of equal values; later ones are not told. */
    private static List<Integer> firstRepeats(Iterable<JsonNode> values) {
        Map<JsonNode, Integer> seen = new TreeMap<>(JsonValues::compare);
        List<Integer> repeats = new ArrayList<>();
        int i = 0;
        for (JsonNode value : values) {
            if (seen.merge(value, 1, Integer::sum) == 2) {
                repeats.add(i);
            }
            i++;
        }
        return repeats;
    }

    private static Map<String, JsonNode> byKey(Schema schema, @Nullable JsonNode list) {
        Map<String, JsonNode> items = new TreeMap<>();
        if (list != null) {
            list.forEach(item -> items.putIfAbsent(keyOf(schema, item).toString(), item));
        }
        return items;
    }

    private static JsonNode keyOf(Schema schema, JsonNode item) {
        return item instanceof ObjectNode map
                ? map.deepCopy().retain(schema.listKeys())
                : JsonNodeFactory.instance.objectNode();
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
