package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an applied object over a live one: what was applied wins, what was not stays. */
final class Merge {
    private Merge() {}

    static ObjectNode merge(Schema schema, ObjectNode live, ObjectNode applied) {
        return mergeMaps(schema, live, applied);
    }

    private static @Nullable JsonNode mergeValues(Schema schema, @Nullable JsonNode live, @Nullable JsonNode applied) {
        JsonNode winner = applied != null ? applied : live;
        if (winner == null) {
            return null;
        }
        return switch (Typed.shape(schema, winner)) {
            case SCALAR -> winner.deepCopy();
            case MAP -> {
                ObjectNode left = Typed.map(live);
                ObjectNode right = Typed.map(applied);
                boolean whole = schema.atomicMap() || (Typed.isEmpty(left) && Typed.isEmpty(right));
                yield whole ? winner.deepCopy() : mergeMaps(schema, left, right);
            }
            case LIST -> {
                ArrayNode left = Typed.list(live);
                ArrayNode right = Typed.list(applied);
                boolean whole =
                        !Typed.associative(schema, left, right) || (Typed.isEmpty(left) && Typed.isEmpty(right));
                yield whole ? winner.deepCopy() : new ListMerge(schema, left, right).run();
            }
        };
    }

    private static ObjectNode mergeMaps(Schema schema, @Nullable ObjectNode live, @Nullable ObjectNode applied) {
        Set<String> names = new LinkedHashSet<>();
        if (live != null) {
            live.fieldNames().forEachRemaining(names::add);
        }
        if (applied != null) {
            applied.fieldNames().forEachRemaining(names::add);
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            JsonNode merged = mergeValues(
                    schema.field(name),
                    live == null ? null : live.get(name),
                    applied == null ? null : applied.get(name));
            if (merged != null) {
                out.set(name, merged);
            }
        }
        return out;
    }

    /**
     * Merges keyed lists. Items of both come in the applied order; items of only one side stay where they stand relative to
     * the shared items around them, the live ones first.
     */
    private static final class ListMerge {
        private final Schema schema;
        private final ArrayNode live;
        private final ArrayNode applied;
        private final List<PathElement> liveKeys;
        private final List<PathElement> appliedKeys;
        private final Map<PathElement, JsonNode> liveItems = new HashMap<>();
        private final Map<PathElement, JsonNode> appliedItems = new HashMap<>();
        private final Queue<PathElement> anchors = new ArrayDeque<>();
        private final Set<PathElement> done = new HashSet<>();
        private final ArrayNode out = JsonNodeFactory.instance.arrayNode();

        ListMerge(Schema schema, @Nullable ArrayNode live, @Nullable ArrayNode applied) {
            this.schema = schema;
            this.live = live != null ? live : JsonNodeFactory.instance.arrayNode();
            this.applied = applied != null ? applied : JsonNodeFactory.instance.arrayNode();
            this.liveKeys = Typed.keys(schema, this.live).orElse(List.of());
            this.appliedKeys = Typed.keys(schema, this.applied).orElse(List.of());
        }

        ArrayNode run() {
            for (int i = 0; i < liveKeys.size(); i++) {
                // A duplicate in the live list cannot say which of its items is meant: what is applied replaces it.
                liveItems.merge(liveKeys.get(i), live.get(i), (_, _) -> NullNode.instance);
            }
            for (int j = 0; j < appliedKeys.size(); j++) {
                appliedItems.putIfAbsent(appliedKeys.get(j), applied.get(j));
            }
            appliedKeys.stream().filter(liveItems::containsKey).forEach(anchors::add);
            int i = 0;
            int j = 0;
            while (i < liveKeys.size() || j < appliedKeys.size()) {
                boolean appliedLeft = j < appliedKeys.size();
                if (i < liveKeys.size()) {
                    PathElement key = liveKeys.get(i);
                    if (!appliedItems.containsKey(key)) {
                        add(mergeValues(schema.element(), live.get(i++), null));
                        continue;
                    }
                    boolean standsElsewhere = appliedLeft && !anchors.isEmpty() && !key.equals(anchors.peek());
                    if (done.contains(key) || standsElsewhere) {
                        i++;
                        continue;
                    }
                }
                if (appliedLeft) {
                    takeApplied(appliedKeys.get(j++));
                }
            }
            return out;
        }

        private void takeApplied(PathElement key) {
            add(mergeValues(schema.element(), liveItems.get(key), appliedItems.get(key)));
            done.add(key);
            if (key.equals(anchors.peek())) {
                anchors.remove();
            }
        }

        private void add(@Nullable JsonNode item) {
            if (item != null) {
                out.add(item);
            }
        }
    }
}
