package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** A label selector, as {@link LabelSelectorParser} reads it: all requirements must hold. Immutable. */
record LabelSelector(List<Requirement> requirements) {
    static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    /** One condition on one label. A label that is absent is in no set, hence in every complement. */
    record Requirement(String key, Operator operator, Set<String> values) {
        Requirement {
            values = Set.copyOf(values);
        }

        boolean matches(JsonNode labels) {
            JsonNode label = labels.get(key);
            String value = label == null ? "" : label.asText();
            return switch (operator) {
                case IN -> label != null && values.contains(value);
                case NOT_IN -> label == null || !values.contains(value);
                case EXISTS -> label != null;
                case ABSENT -> label == null;
                case GREATER -> GoNumber.isLong(value) && Long.parseLong(value) > bound();
                case LESS -> GoNumber.isLong(value) && Long.parseLong(value) < bound();
            };
        }

        private long bound() {
            return Long.parseLong(values.iterator().next());
        }
    }

    LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** @throws dev.windrose.kubeapi.status.ApiException 400 with the real server's words when it cannot be read */
    static LabelSelector parse(String text) {
        return text.isEmpty() ? EVERYTHING : new LabelSelectorParser(text).parse();
    }

    /** @param labels the object's {@code metadata.labels}; missing when it has none */
    boolean matches(JsonNode labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    boolean isEverything() {
        return requirements.isEmpty();
    }
}
