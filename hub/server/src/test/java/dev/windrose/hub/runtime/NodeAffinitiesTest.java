package dev.windrose.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.inventory.CapacityTier;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Judged as a scheduler would: terms are alternatives, requirements of a term hold together. */
class NodeAffinitiesTest {
    @ParameterizedTest
    @CsvSource({
        "cloud.google.com/gke-spot, true",
        "eks.amazonaws.com/capacityType, SPOT",
        "karpenter.sh/capacity-type, spot",
        "kubernetes.azure.com/scalesetpriority, spot"
    })
    void aSpotNodeOfAnyCloudTakesSpotAndNothingElse(String label, String value) {
        var node = Map.of(label, value);

        assertThat(admits(CapacityTier.SPOT, node)).isTrue();
        assertThat(admits(CapacityTier.ON_DEMAND, node)).isFalse();
        assertThat(admits(CapacityTier.RESERVED, node)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "eks.amazonaws.com/capacityType, ON_DEMAND",
        "karpenter.sh/capacity-type, on-demand",
        "karpenter.sh/capacity-type, reserved",
        "kubernetes.io/os, linux"
    })
    void anyOtherNodeTakesWhatIsNotSpot(String label, String value) {
        var node = Map.of(label, value);

        assertThat(admits(CapacityTier.SPOT, node)).isFalse();
        assertThat(admits(CapacityTier.ON_DEMAND, node)).isTrue();
        assertThat(admits(CapacityTier.RESERVED, node)).isTrue();
    }

    @Test
    void anUnknownTierAndAnUnknownMakerBindToNoNode() {
        assertThat(NodeAffinities.of(key("MI300X", CapacityTier.UNKNOWN))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(CapacityTier.class)
    void wholeGpusAreNotLookedForWhereSlicesHaveTheirName(CapacityTier tier) {
        var node = new HashMap<String, String>();
        if (tier == CapacityTier.SPOT) {
            node.put("karpenter.sh/capacity-type", "spot");
        }
        assertThat(admits(key("H100", tier), node)).isTrue();

        node.put("nvidia.com/gpu.slices.gi", "1");

        assertThat(admits(key("H100", tier), node)).isFalse();
        for (String other : List.of("H100-MIG-1g.10gb", "MI300X")) {
            assertThat(admits(key(other, tier), node)).as(other).isTrue();
        }
    }

    private static boolean admits(CapacityTier tier, Map<String, String> labels) {
        return admits(key("L4", tier), labels);
    }

    private static boolean admits(AssignmentKey key, Map<String, String> labels) {
        return NodeAffinities.of(key).map(NodeSelector::getNodeSelectorTerms).stream()
                .allMatch(terms -> terms.stream()
                        .anyMatch(term -> term.getMatchExpressions().stream().allMatch(r -> holds(r, labels))));
    }

    private static AssignmentKey key(String product, CapacityTier tier) {
        var of = Given.key("9c1d7a52-0000-4000-8000-000000000001", "a", product, 1);
        return new AssignmentKey(of.workload(), of.cluster(), of.shape(), tier);
    }

    private static boolean holds(NodeSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        var listed = value != null && requirement.getValues().contains(value);
        return switch (requirement.getOperator()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "DoesNotExist" -> value == null;
            default -> throw new AssertionError("operator " + requirement.getOperator());
        };
    }
}
