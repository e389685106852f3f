package dev.windrose.hub.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.placement.Budget;
import dev.windrose.placement.Money;
import java.util.List;
import java.util.Optional;

/** Budget objects in the planner's terms. Pure. */
final class Budgets {
    private Budgets() {}

    /** Those on their way out too: a budget counts until it is gone. */
    static List<Budget> of(List<ObjectNode> trees) {
        return trees.stream().map(Budgets::of).toList();
    }

    static Budget of(ObjectNode tree) {
        return new Budget(
                tree.at("/metadata/namespace").asText(),
                tree.at("/metadata/name").asText(),
                text(tree.at("/spec/maxHourlyCost")).map(Budgets::ceiling),
                Optional.of(tree.at("/spec/maxGpus")).filter(JsonNode::isInt).map(JsonNode::intValue));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** What cannot be read lets nothing new in; the schema keeps such a thing out. */
    private static Money ceiling(String dollars) {
        try {
            return Money.parse(dollars);
        } catch (IllegalArgumentException | ArithmeticException _) {
            return Money.ZERO;
        }
    }
}
