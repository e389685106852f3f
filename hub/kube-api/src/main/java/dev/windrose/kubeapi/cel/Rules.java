package dev.windrose.kubeapi.cel;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.types.CelType;
import dev.windrose.kubeapi.schema.FieldError;
import dev.windrose.kubeapi.schema.JsonValues;
import dev.windrose.kubeapi.schema.ListType;
import dev.windrose.kubeapi.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a kind, compiled: a tree along the schema that has a node wherever a rule is, or is below. Immutable and safe
 * to share; a check of an object takes microseconds.
 *
 * <p>Only to be asked of objects that {@link dev.windrose.kubeapi.schema.Validation} found sound enough
 * ({@link #worthAsking}): rules are compiled against the schema's types.
 */
public final class Rules {
    /** Evaluations for one object; beyond, the object is refused. The lists of our kinds are bounded far below. */
    private static final int MOST_EVALUATIONS = 100_000;

    private static final Rules NONE = new Rules(null);

    private final @Nullable Node root;

    private Rules(@Nullable Node root) {
        this.root = root;
    }

    /** @throws IllegalArgumentException when a rule does not compile, with its place and what is wrong */
    public static Rules compile(Schema schema) {
        return hasRules(schema) ? new Rules(new Compilation(new CelTypes()).root(schema)) : NONE;
    }

    private static boolean hasRules(Schema schema) {
        return !schema.rules().isEmpty()
                || schema.properties().values().stream().anyMatch(Rules::hasRules)
                || schema.items().map(Rules::hasRules).orElse(false)
                || schema.additional().map(Rules::hasRules).orElse(false);
    }

    /** Whether faults of these kinds leave the object sound enough; if not, {@link #unasked} says that rules were left out. */
    public static boolean worthAsking(List<FieldError> faults) {
        return faults.stream().allMatch(fault -> switch (fault.kind()) {
            case NOT_SUPPORTED, REQUIRED, TOO_LONG, TOO_MANY, TYPE_INVALID -> false;
            case INVALID, DUPLICATE, FORBIDDEN -> true;
        });
    }

    /** What the real server adds when it left the rules out. */
    public static FieldError unasked() {
        return new FieldError(
                "<nil>",
                FieldError.Kind.INVALID,
                "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
    }

    public boolean isEmpty() {
        return root == null;
    }

    /**
     * The rules that do not hold (empty: none).
     *
     * @param old what the object was before; empty on create
     */
    public List<FieldError> check(ObjectNode object, Optional<ObjectNode> old) {
        if (root == null) {
            return List.of();
        }
        var pass = new Pass();
        JsonNode before = old.orElse(null);
        pass.visit(root, object, before, "", new Correlation(object, before, true));
        return List.copyOf(pass.errors);
    }

    /**
     * Where rules are, or lead to.
     *
     * @param comparesWithOld whether a rule here or below asks for the value before: such a rule is asked whether or not
     *     anything changed
     */
    private record Node(
            Schema schema,
            List<CompiledRule> rules,
            Map<String, Node> properties,
            @Nullable Node items,
            @Nullable Node additional,
            boolean comparesWithOld) {
        String type() {
            return switch (schema.type()) {
                case OBJECT -> "object";
                case ARRAY -> "array";
                case STRING -> "string";
                case INTEGER -> "integer";
                case NUMBER -> "number";
                case BOOLEAN -> "boolean";
                case INT_OR_STRING, ANY -> "";
            };
        }
    }

    private record Compilation(CelTypes types) {
        Node root(Schema schema) {
            return node(schema, "object", true);
        }

        private @Nullable Node child(Schema schema, String path) {
            return hasRules(schema) ? node(schema, path, false) : null;
        }

        private Node node(Schema schema, String path, boolean root) {
            var rules = new ArrayList<CompiledRule>();
            if (!schema.rules().isEmpty()) {
                CelType self = types.of(schema, path, root);
                var engine = new Engine(types);
                schema.rules().forEach(rule -> rules.add(engine.compile(rule, schema, self, path)));
            }
            var properties = new LinkedHashMap<String, Node>();
            schema.properties().forEach((name, field) -> {
                Node child = child(field, path + "." + name);
                if (child != null) {
                    properties.put(name, child);
                }
            });
            Node items = schema.items().map(each -> child(each, path + "[]")).orElse(null);
            Node additional = schema.additional()
                    .map(values -> child(values, path + ".*"))
                    .orElse(null);
            boolean compares = rules.stream().anyMatch(rule -> rule.condition().usesOldSelf())
                    || Stream.concat(Stream.of(items, additional), properties.values().stream())
                            .anyMatch(below -> below != null && below.comparesWithOld());
            return new Node(schema, List.copyOf(rules), properties, items, additional, compares);
        }
    }

    /**
     * What a value was before, as far as it can be told: the nearest value on the way to the root that has a counterpart. A
     * rule that fails on what has not changed is not held against an update (validation ratcheting, KEP-4008).
     */
    private record Correlation(JsonNode value, @Nullable JsonNode old, boolean exact) {
        boolean unchanged() {
            return old != null && JsonValues.equal(value, old);
        }

        Correlation below(JsonNode child, @Nullable JsonNode before) {
            return before == null ? new Correlation(value, old, false) : new Correlation(child, before, true);
        }
    }

    /** One check of one object. */
    private static final class Pass {
        private final List<FieldError> errors = new ArrayList<>();
        private int left = MOST_EVALUATIONS;

        void visit(Node node, JsonNode value, @Nullable JsonNode old, String path, Correlation correlation) {
            if (value.isNull()) {
                return;
            }
            // What fails on a value that has not changed is not held against it: there is nothing to ask, all the way
            // down.
            if (!node.comparesWithOld() && correlation.exact() && correlation.unchanged()) {
                return;
            }
            evaluate(node, value, old, path, correlation);
            if (value instanceof ObjectNode map) {
                boolean granular = !node.schema().atomicMap();
                map.properties().forEach(entry -> {
                    String name = entry.getKey();
                    boolean declared = node.schema().declares(name);
                    Node child = declared ? node.properties().get(name) : node.additional();
                    if (child != null) {
                        JsonNode before = granular && old != null ? old.get(name) : null;
                        String at = declared ? path + "." + name : path + "[" + name + "]";
                        visit(child, entry.getValue(), before, at, correlation.below(entry.getValue(), before));
                    }
                });
            } else if (value.isArray() && node.items() != null) {
                visitItems(node, value, old, path, correlation);
            }
        }

        private void visitItems(
                Node node, JsonNode list, @Nullable JsonNode old, String path, Correlation correlation) {
            Node items = requireNonNull(node.items());
            Map<JsonNode, JsonNode> before = new TreeMap<>(JsonValues::compare);
            boolean keyed = node.schema().listType() == ListType.MAP;
            if (keyed && old != null) {
                old.forEach(item -> before.putIfAbsent(key(node.schema(), item), item));
            }
            for (int i = 0; i < list.size(); i++) {
                JsonNode item = list.get(i);
                JsonNode was = keyed ? before.get(key(node.schema(), item)) : null;
                visit(items, item, was, path + "[" + i + "]", correlation.below(item, was));
            }
        }

        private static JsonNode key(Schema list, JsonNode item) {
            return item instanceof ObjectNode object ? object.deepCopy().retain(list.listKeys()) : item;
        }

        private void evaluate(Node node, JsonNode value, @Nullable JsonNode old, String path, Correlation correlation) {
            if (node.rules().isEmpty() || left < 0) {
                return;
            }
            Object self = CelValues.of(node.schema(), value);
            Object before = old == null || old.isNull() ? null : CelValues.of(node.schema(), old);
            for (CompiledRule rule : node.rules()) {
                if (!rule.applies(before)) {
                    continue;
                }
                if (--left < 0) {
                    errors.add(
                            CompiledRule.invalid(
                                    path,
                                    node.type(),
                                    "validation failed due to running out of cost budget, no further validation rules will be run"));
                    return;
                }
                rule.check(node.type(), path, self, before)
                        .filter(_ -> rule.condition().usesOldSelf() || !correlation.unchanged())
                        .ifPresent(errors::add);
            }
        }
    }
}
