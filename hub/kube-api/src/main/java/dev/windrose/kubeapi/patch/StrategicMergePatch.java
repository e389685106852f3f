package dev.windrose.kubeapi.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.patch.PatchException.Kind;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Strategic merge patch of built-in kinds: lists that the schema calls maps or sets are merged by key. Directives: {@code
 * $patch}, {@code $retainKeys}, {@code $setElementOrder/…}, {@code $deleteFromPrimitiveList/…}.
 *
 * <p>Source: "Strategic Merge Patch", kubernetes/community, contributors/devel/sig-api-machinery.
 */
public final class StrategicMergePatch {
    private static final String PATCH = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    /** A copy of the target with the patch applied. */
    public static JsonNode apply(Schema schema, JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            throw new PatchException(Kind.MALFORMED, "a strategic merge patch must be an object");
        }
        ObjectNode before = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
        return merge(schema, before, fields);
    }

    private static ObjectNode merge(Schema schema, ObjectNode target, ObjectNode patch) {
        switch (Json.text(patch, PATCH)) {
            case "replace" -> {
                return merge(schema, Json.object(), without(patch, PATCH));
            }
            case "delete" -> {
                return Json.object();
            }
            case "", "merge" -> {}
            default -> throw new PatchException(Kind.MALFORMED, "unknown directive $patch: " + Json.text(patch, PATCH));
        }
        ObjectNode before = target.deepCopy();
        if (patch.get(RETAIN) instanceof ArrayNode retained) {
            target.retain(Json.strings(retained));
        }
        for (var entry : patch.properties()) {
            if (!entry.getKey().startsWith("$")) {
                field(schema.field(entry.getKey()), target, entry.getKey(), entry.getValue());
            }
        }
        for (var entry : patch.properties()) {
            directive(schema, before, target, entry.getKey(), entry.getValue());
        }
        return target;
    }

    private static void field(Schema schema, ObjectNode target, String name, JsonNode value) {
        switch (value) {
            case ObjectNode fields -> {
                ObjectNode before = target.get(name) instanceof ObjectNode object ? object : Json.object();
                target.set(name, merge(schema, before, fields));
            }
            case ArrayNode elements -> target.set(name, list(schema, target.get(name), elements));
            default -> {
                if (value.isNull()) {
                    target.remove(name);
                } else {
                    target.set(name, value);
                }
            }
        }
    }

    private static ArrayNode list(Schema schema, @org.jspecify.annotations.Nullable JsonNode before, ArrayNode patch) {
        ArrayNode old = before instanceof ArrayNode array ? array : patch.arrayNode();
        ArrayNode target = old.deepCopy();
        return switch (schema.listType()) {
            case ATOMIC -> patch.deepCopy();
            case SET -> {
                Set<JsonNode> known = new HashSet<>();
                target.forEach(known::add);
                for (JsonNode element : patch) {
                    if (known.add(element)) {
                        target.add(element);
                    }
                }
                yield ordered(schema, target, old, patch);
            }
            case MAP -> ordered(schema, mapList(schema, target, patch), old, patch);
        };
    }

    private static ArrayNode mapList(Schema schema, ArrayNode target, ArrayNode patch) {
        ArrayNode result = target;
        for (JsonNode element : patch) {
            if (Json.text(element, PATCH).equals("replace") && element.size() == 1) {
                result = patch.arrayNode();
            }
        }
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode fields)) {
                throw new PatchException(Kind.UNFIT, "an element of a list with merge keys must be an object");
            }
            if (!(fields.size() == 1 && fields.has(PATCH))) {
                element(schema, result, fields);
            }
        }
        return result;
    }

    private static void element(Schema schema, ArrayNode list, ObjectNode fields) {
        int at = indexOf(schema.listKeys(), list, fields);
        if (Json.text(fields, PATCH).equals("delete")) {
            while (at >= 0) {
                list.remove(at);
                at = indexOf(schema.listKeys(), list, fields);
            }
        } else if (at >= 0 && list.get(at) instanceof ObjectNode before) {
            list.set(at, merge(schema.element(), before, fields));
        } else {
            list.add(merge(schema.element(), Json.object(), fields));
        }
    }

    /** Keys that the patch leaves out (they have defaults) do not tell elements apart. */
    private static int indexOf(List<String> keys, ArrayNode list, ObjectNode fields) {
        List<String> given = keys.stream().filter(fields::has).toList();
        if (given.isEmpty()) {
            throw new PatchException(
                    Kind.UNFIT,
                    "map: %s does not contain declared merge key: %s".formatted(fields, String.join(",", keys)));
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode element = list.get(i);
            if (given.stream().allMatch(key -> Json.same(element.path(key), fields.get(key)))) {
                return i;
            }
        }
        return -1;
    }

    private static void directive(Schema schema, ObjectNode before, ObjectNode target, String name, JsonNode value) {
        if (name.startsWith(DELETE)) {
            if (target.get(name.substring(DELETE.length())) instanceof ArrayNode list) {
                list.removeIf(element -> value.valueStream().anyMatch(gone -> Json.same(gone, element)));
            }
        } else if (name.startsWith(ORDER)) {
            String field = name.substring(ORDER.length());
            if (target.get(field) instanceof ArrayNode list && value instanceof ArrayNode order) {
                ArrayNode old = before.get(field) instanceof ArrayNode array ? array : list.arrayNode();
                target.set(field, ordered(schema.field(field), list, old, order));
            }
        } else if (name.startsWith("$") && !name.equals(PATCH) && !name.equals(RETAIN)) {
            throw new PatchException(Kind.MALFORMED, "unknown directive " + name);
        }
    }

    /**
     * What the order names, in that order, with the rest put between: each of the rest, in the order it had, comes before
     * the next named element that it stood before, else as late as it can.
     */
    private static ArrayNode ordered(Schema schema, ArrayNode merged, ArrayNode before, ArrayNode order) {
        var named = new ArrayList<JsonNode>();
        var rest = new ArrayList<JsonNode>();
        merged.forEach(element -> (rank(schema, element, order) >= 0 ? named : rest).add(element));
        named.sort(Comparator.comparingInt(element -> rank(schema, element, order)));
        rest.sort(Comparator.comparingInt(element -> rank(schema, element, before)));
        ArrayNode result = merged.arrayNode();
        int next = 0;
        for (JsonNode element : named) {
            int at = rank(schema, element, before);
            while (next < rest.size() && at >= 0 && rank(schema, rest.get(next), before) < at) {
                result.add(rest.get(next++));
            }
            result.add(element);
        }
        while (next < rest.size()) {
            result.add(rest.get(next++));
        }
        return result;
    }

    private static int rank(Schema schema, JsonNode element, ArrayNode order) {
        for (int i = 0; i < order.size(); i++) {
            JsonNode wanted = order.get(i);
            boolean matches = schema.listType() == ListType.MAP
                    ? schema.listKeys().stream()
                            .filter(wanted::has)
                            .allMatch(key -> Json.same(wanted.get(key), element.path(key)))
                    : Json.same(wanted, element);
            if (matches) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode without(ObjectNode object, String field) {
        ObjectNode copy = object.deepCopy();
        copy.remove(field);
        return copy;
    }
}
