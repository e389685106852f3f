package dev.windrose.placement;

import java.util.List;
import java.util.Map;

/** A Kubernetes label selector; the empty one matches everything. */
public record LabelSelector(Map<String, String> matchLabels, List<Expression> matchExpressions) {
    public static final LabelSelector ALL = new LabelSelector(Map.of(), List.of());

    /** How an expression compares. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /** One requirement on one key. */
    public record Expression(String key, Operator operator, List<String> values) {
        public Expression {
            values = List.copyOf(values);
            boolean needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
            if (needsValues == values.isEmpty()) {
                throw new IllegalArgumentException(
                        "Selector expression on %s: In and NotIn need values, Exists and DoesNotExist take none."
                                .formatted(key));
            }
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    public boolean matches(Map<String, String> labels) {
        return matchLabels.entrySet().stream().allMatch(each -> each.getValue().equals(labels.get(each.getKey())))
                && matchExpressions.stream().allMatch(each -> each.matches(labels));
    }
}
