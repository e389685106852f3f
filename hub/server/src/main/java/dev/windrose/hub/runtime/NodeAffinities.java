package dev.windrose.hub.runtime;

import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuResources;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds a pod to nodes as the plan has them, where neither resource nor instance type tells them apart: to those that are
 * paid for as it says, by the labels that clouds and Karpenter put on nodes (a spot node carries one of them, any other
 * node none with a spot value), and whole GPUs to nodes that do not offer MIG slices under the same name.
 */
final class NodeAffinities {
    private record Label(String key, String spot) {
        NodeSelectorRequirement in() {
            return requirement(key, "In", spot);
        }

        /** Also matches a node without the label. */
        NodeSelectorRequirement notIn() {
            return requirement(key, "NotIn", spot);
        }
    }

    private static final List<Label> LABELS = List.of(
            new Label("cloud.google.com/gke-spot", "true"),
            new Label("eks.amazonaws.com/capacityType", "SPOT"),
            new Label("karpenter.sh/capacity-type", "spot"),
            new Label("kubernetes.azure.com/scalesetpriority", "spot"));

    /** Feature discovery gives it to nodes whose {@code nvidia.com/gpu} are slices, with MIG's strategy {@code single}. */
    private static final String OF_SLICES = "nvidia.com/gpu.slices.gi";

    private NodeAffinities() {}

    static Optional<NodeSelector> of(AssignmentKey key) {
        var whole = whole(key);
        var terms = tier(key.tier()).stream()
                .map(term -> Stream.concat(term.stream(), whole.stream()).toList())
                .filter(term -> !term.isEmpty())
                .map(term -> new NodeSelectorTerm(term, List.of()))
                .toList();
        return terms.isEmpty() ? Optional.empty() : Optional.of(new NodeSelector(terms));
    }

    /** Terms of which one must hold; each of them is requirements that must all hold. */
    private static List<List<NodeSelectorRequirement>> tier(CapacityTier tier) {
        return switch (tier) {
            case SPOT -> LABELS.stream().map(label -> List.of(label.in())).toList();
            case ON_DEMAND, RESERVED ->
                List.of(LABELS.stream().map(Label::notIn).toList());
            case UNKNOWN -> List.of(List.of());
        };
    }

    private static List<NodeSelectorRequirement> whole(AssignmentKey key) {
        var product = key.shape().product();
        return product.slice() || !GpuResources.askedFor(product).equals(GpuResources.NVIDIA)
                ? List.of()
                : List.of(requirement(OF_SLICES, "DoesNotExist"));
    }

    private static NodeSelectorRequirement requirement(String key, String operator, String... values) {
        return new NodeSelectorRequirementBuilder()
                .withKey(key)
                .withOperator(operator)
                .withValues(values)
                .build();
    }
}
