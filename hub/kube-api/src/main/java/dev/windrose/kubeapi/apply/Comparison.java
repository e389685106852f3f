package dev.windrose.kubeapi.apply;

import static dev.windrose.kubeapi.apply.FieldSets.append;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.JsonValues;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** In which fields two objects differ. No field is in more than one of the sets. */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    static Comparison between(Schema schema, JsonNode before, JsonNode after) {
        Walk walk = new Walk();
        walk.compare(schema, before, after, List.of());
        return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
    }

    FieldSet changed() {
        return added.union(modified);
    }

    Comparison filtered(UnaryOperator<FieldSet> filter) {
        return new Comparison(filter.apply(added), filter.apply(modified), filter.apply(removed));
    }

    private static final class Walk {
        private final FieldSet.Builder added = new FieldSet.Builder();
        private final FieldSet.Builder modified = new FieldSet.Builder();
        private final FieldSet.Builder removed = new FieldSet.Builder();

        void compare(Schema schema, @Nullable JsonNode left, @Nullable JsonNode right, List<PathElement> path) {
            JsonNode either = left != null ? left : right;
            if (either == null) {
                return;
            }
            Typed.Shape before = Typed.shape(schema, either);
            Typed.Shape after = Typed.shape(schema, right != null ? right : either);
            compareAs(before, schema, left, right, path);
            if (before != after) {
                compareAs(after, schema, left, right, path);
            }
        }

        private void compareAs(
                Typed.Shape shape,
                Schema schema,
                @Nullable JsonNode left,
                @Nullable JsonNode right,
                List<PathElement> path) {
            boolean wholeValue = switch (shape) {
                case SCALAR -> true;
                case MAP -> schema.atomicMap() || (Typed.isEmpty(Typed.map(left)) && Typed.isEmpty(Typed.map(right)));
                case LIST ->
                    !Typed.associative(schema, Typed.list(left), Typed.list(right))
                            || (Typed.isEmpty(Typed.list(left)) && Typed.isEmpty(Typed.list(right)));
            };
            if (!wholeValue) {
                if (shape == Typed.Shape.MAP) {
                    compareMaps(schema, Typed.map(left), Typed.map(right), path);
                } else {
                    compareLists(schema, Typed.list(left), Typed.list(right), path);
                }
            }
            if (left == null) {
                added.add(path);
            } else if (right == null) {
                removed.add(path);
            } else if (wholeValue && !JsonValues.equal(left, right)) {
                modified.add(path);
            }
        }

        private void compareMaps(
                Schema schema, @Nullable ObjectNode left, @Nullable ObjectNode right, List<PathElement> path) {
            Set<String> names = new LinkedHashSet<>();
            if (left != null) {
                left.fieldNames().forEachRemaining(names::add);
            }
            if (right != null) {
                right.fieldNames().forEachRemaining(names::add);
            }
            for (String name : names) {
                compare(
                        schema.field(name),
                        left == null ? null : left.get(name),
                        right == null ? null : right.get(name),
                        append(path, new PathElement.Field(name)));
            }
        }

        private void compareLists(
                Schema schema, @Nullable ArrayNode left, @Nullable ArrayNode right, List<PathElement> path) {
            Map<PathElement, List<JsonNode>> lefts = byKey(schema, left);
            Map<PathElement, List<JsonNode>> rights = byKey(schema, right);
            Set<PathElement> keys = new LinkedHashSet<>(lefts.keySet());
            keys.addAll(rights.keySet());
            for (PathElement key : keys) {
                compareItems(
                        schema,
                        lefts.getOrDefault(key, List.of()),
                        rights.getOrDefault(key, List.of()),
                        append(path, key));
            }
        }

        /** Items with one key. Duplicates (only stored objects have them) count as one atomic value. */
        private void compareItems(Schema schema, List<JsonNode> lefts, List<JsonNode> rights, List<PathElement> path) {
            if (lefts.size() <= 1 && rights.size() <= 1) {
                compare(schema.element(), first(lefts), first(rights), path);
            } else if (lefts.size() > 1 && rights.size() > 1) {
                if (!sameItems(lefts, rights)) {
                    modified.add(path);
                }
            } else if (lefts.size() > 1) {
                compare(schema.element(), null, first(rights), path);
                if (rights.isEmpty()) {
                    removed.add(path);
                }
            } else {
                compare(schema.element(), first(lefts), null, path);
                if (lefts.isEmpty()) {
                    added.add(path);
                }
            }
        }

        private static boolean sameItems(List<JsonNode> lefts, List<JsonNode> rights) {
            boolean same = lefts.size() == rights.size();
            for (int i = 0; same && i < lefts.size(); i++) {
                same = JsonValues.equal(lefts.get(i), rights.get(i));
            }
            return same;
        }

        private static @Nullable JsonNode first(List<JsonNode> items) {
            return items.isEmpty() ? null : items.getFirst();
        }

        private static Map<PathElement, List<JsonNode>> byKey(Schema schema, @Nullable ArrayNode list) {
            Map<PathElement, List<JsonNode>> items = new LinkedHashMap<>();
            if (list != null) {
                for (JsonNode item : list) {
                    PathElement key = Typed.key(schema, item);
                    if (key != null) {
                        items.computeIfAbsent(key, _ -> new ArrayList<>()).add(item);
                    }
                }
            }
            return items;
        }
    }
}
