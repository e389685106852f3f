package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One nodeSelectorTerm: all its expressions must hold; a term without any matches nothing (API reference, NodeSelector). */
public record NodeTerm(List<Expression> expressions, List<Expression> fields) {
    public record Expression(String key, String operator, List<String> values) {
        static Expression of(JsonNode node) {
            List<String> values = new ArrayList<>();
            node.path("values").forEach(v -> values.add(v.asText()));
            return new Expression(Json.text(node, "key"), Json.text(node, "operator"), values);
        }

        boolean holds(@Nullable String actual) {
            return switch (operator) {
                case "In" -> actual != null && values.contains(actual);
                case "NotIn" -> actual == null || !values.contains(actual);
                case "Exists" -> actual != null;
                case "DoesNotExist" -> actual == null;
                case "Gt" -> compared(actual) > 0;
                case "Lt" -> compared(actual) < 0;
                default -> false;
            };
        }

        /** Zero, which satisfies neither Gt nor Lt, when either side is no number. */
        private int compared(@Nullable String actual) {
            if (actual == null || values.size() != 1) {
                return 0;
            }
            try {
                return Long.compare(Long.parseLong(actual), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException _) {
                return 0;
            }
        }
    }

    static NodeTerm of(JsonNode node) {
        List<Expression> expressions = new ArrayList<>();
        node.path("matchExpressions").forEach(e -> expressions.add(Expression.of(e)));
        List<Expression> fields = new ArrayList<>();
        node.path("matchFields").forEach(e -> fields.add(Expression.of(e)));
        return new NodeTerm(expressions, fields);
    }

    public boolean matches(Node node) {
        Map<String, String> labels = node.meta().labels();
        return !(expressions.isEmpty() && fields.isEmpty())
                && expressions.stream().allMatch(e -> e.holds(labels.get(e.key())))
                && fields.stream()
                        .allMatch(e -> e.key().equals("metadata.name")
                                && e.holds(node.meta().name()));
    }
}
