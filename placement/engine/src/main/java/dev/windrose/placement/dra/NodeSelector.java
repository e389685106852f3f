package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.NodeFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * core/v1 NodeSelector: any of the terms, in a term all requirements; a term without requirements matches nothing.
 *
 * @param terms each a list of requirements
 */
public record NodeSelector(List<List<Requirement>> terms) {
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");

    /**
     * One requirement.
     *
     * @param field a {@code matchFields} entry; the only field there is, is {@code metadata.name}
     */
    public record Requirement(String key, String operator, List<String> values, boolean field) {
        public Requirement {
            values = List.copyOf(values);
        }

        boolean known() {
            return OPERATORS.contains(operator) && (!field || key.equals("metadata.name"));
        }

        boolean matches(NodeFacts node) {
            Optional<String> value = field
                    ? Optional.of(node.name())
                    : Optional.ofNullable(node.labels().get(key));
            return switch (operator) {
                case "In" -> value.filter(values::contains).isPresent();
                case "NotIn" -> value.filter(values::contains).isEmpty();
                case "Exists" -> value.isPresent();
                case "DoesNotExist" -> value.isEmpty();
                case "Gt" -> compare(value) > 0;
                case "Lt" -> compare(value) < 0;
                default -> false;
            };
        }

        /** Against the one value given; 0 when either is no whole number, which neither operator takes. */
        private int compare(Optional<String> value) {
            if (values.size() != 1
                    || !isNumber(values.getFirst())
                    || value.filter(Requirement::isNumber).isEmpty()) {
                return 0;
            }
            return Long.compare(Long.parseLong(value.get()), Long.parseLong(values.getFirst()));
        }

        private static boolean isNumber(String text) {
            return text.matches("-?[0-9]{1,18}");
        }
    }

    public NodeSelector {
        terms = terms.stream().map(List::copyOf).toList();
    }

    /** Whether every operator and field in it is one that this version knows. */
    public boolean known() {
        return terms.stream().flatMap(List::stream).allMatch(Requirement::known);
    }

    boolean matches(NodeFacts node) {
        return terms.stream().anyMatch(term -> !term.isEmpty() && term.stream().allMatch(each -> each.matches(node)));
    }
}
