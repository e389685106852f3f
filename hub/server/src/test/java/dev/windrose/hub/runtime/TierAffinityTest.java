package dev.windrose.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Judged as a scheduler would: terms are alternatives, requirements of a term hold together. */
class TierAffinityTest {
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
    void anUnknownTierBindsToNoNode() {
        assertThat(TierAffinity.of(CapacityTier.UNKNOWN)).isEmpty();
    }

    private static boolean admits(CapacityTier tier, Map<String, String> labels) {
        NodeSelector selector = TierAffinity.of(tier).orElseThrow();
        return selector.getNodeSelectorTerms().stream()
                .anyMatch(term -> term.getMatchExpressions().stream().allMatch(r -> holds(r, labels)));
    }

    private static boolean holds(NodeSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        var listed = value != null && requirement.getValues().contains(value);
        return switch (requirement.getOperator()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> throw new AssertionError("operator " + requirement.getOperator());
        };
    }
}
