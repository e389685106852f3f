package dev.windrose.hub.runtime;

import dev.windrose.placement.inventory.CapacityTier;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import java.util.List;
import java.util.Optional;

/**
 * Holds a pod to nodes that are paid for as the plan says, by the labels that clouds and Karpenter put on nodes. A spot
 * node carries one of them; any other node carries none of them with a spot value (NotIn also matches a node without
 * the label).
 */
final class TierAffinity {
    private record Label(String key, String spot) {
        NodeSelectorRequirement in() {
            return requirement("In");
        }

        NodeSelectorRequirement notIn() {
            return requirement("NotIn");
        }

        private NodeSelectorRequirement requirement(String operator) {
            return new NodeSelectorRequirementBuilder()
                    .withKey(key)
                    .withOperator(operator)
                    .withValues(spot)
                    .build();
        }
    }

    private static final List<Label> LABELS = List.of(
            new Label("cloud.google.com/gke-spot", "true"),
            new Label("eks.amazonaws.com/capacityType", "SPOT"),
            new Label("karpenter.sh/capacity-type", "spot"),
            new Label("kubernetes.azure.com/scalesetpriority", "spot"));

    private TierAffinity() {}

    static Optional<NodeSelector> of(CapacityTier tier) {
        return switch (tier) {
            case SPOT -> Optional.of(spot());
            case ON_DEMAND, RESERVED -> Optional.of(notSpot());
            case UNKNOWN -> Optional.empty();
        };
    }

    private static NodeSelector spot() {
        var selector = new NodeSelectorBuilder();
        LABELS.forEach(label -> selector.addNewNodeSelectorTerm()
                .withMatchExpressions(label.in())
                .endNodeSelectorTerm());
        return selector.build();
    }

    private static NodeSelector notSpot() {
        return new NodeSelectorBuilder()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(LABELS.stream().map(Label::notIn).toList())
                .endNodeSelectorTerm()
                .build();
    }
}
