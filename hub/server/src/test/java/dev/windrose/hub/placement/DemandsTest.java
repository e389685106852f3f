package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.EgressWish;
import dev.windrose.placement.GpuAsk;
import dev.windrose.placement.LabelSelector;
import dev.windrose.placement.LabelSelector.Expression;
import dev.windrose.placement.LabelSelector.Operator;
import dev.windrose.placement.LatencyWish;
import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.PlacementPolicy;
import dev.windrose.placement.Spread;
import dev.windrose.placement.Toleration;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemandsTest {
    @Test
    void whatNobodySaidIsTheDefault() {
        var demand = demand("{\"model\": {\"id\": \"acme/m\"}}");

        assertThat(demand.replicas()).isEqualTo(1);
        assertThat(demand.priority()).isZero();
        assertThat(demand.paused()).isFalse();
        assertThat(demand.gpu()).isEqualTo(GpuAsk.BY_MEMORY_FIT);
        assertThat(demand.policy()).isEqualTo(PlacementPolicy.DEFAULT);
        assertThat(demand.model().quantization()).isEqualTo(Quantization.NONE);
        assertThat(demand.model().contextLength()).isEmpty();
    }

    @Test
    void identityComesFromMetadata() {
        var demand = demand("{\"model\": {\"id\": \"acme/m\"}}");

        assertThat(demand.uid()).isEqualTo(new WorkloadUid("u1"));
        assertThat(demand.text()).isEqualTo("team-a/llama");
        assertThat(demand.generation()).isEqualTo(1);
        assertThat(demand.createdAt()).isEqualTo(Given.NOW);
    }

    @Test
    void everyFieldOfModelAndGpuArrives() {
        var demand = demand("""
                {"model": {"id": "acme/m", "contextLength": 8192, "quantization": "awq"}, "replicas": 6, "priority": 100,
                 "gpu": {"anyOf": [{"product": "H100"}, {"product": "A100-80GB"}], "count": 4}}""");

        assertThat(demand.model().id()).isEqualTo("acme/m");
        assertThat(demand.model().contextLength()).contains(8192);
        assertThat(demand.model().quantization()).isEqualTo(Quantization.AWQ);
        assertThat(demand.replicas()).isEqualTo(6);
        assertThat(demand.priority()).isEqualTo(100);
        assertThat(demand.gpu().anyOf()).containsExactlyInAnyOrder(new GpuProduct("H100"), new GpuProduct("A100-80GB"));
        assertThat(demand.gpu().count()).contains(4);
    }

    @Test
    void everyQuantizationOfTheApiHasOneOfThePlanner() {
        for (var quantization : dev.windrose.api.InferenceWorkloadSpec.Quantization.values()) {
            var demand = demand("{\"model\": {\"id\": \"m\", \"quantization\": \"%s\"}}".formatted(quantization));

            assertThat(demand.model().quantization().name()).isEqualToIgnoringCase(quantization.name());
        }
    }

    @Test
    void everyFieldOfPlacementArrives() {
        var policy = demand("""
                        {"model": {"id": "m"}, "placement": {
                            "clusters": ["b", "a"],
                            "regions": {"allow": ["eu-*"]},
                            "clusterSelector": {"matchLabels": {"env": "prod"},
                                "matchExpressions": [{"key": "k", "operator": "NotIn", "values": ["v"]},
                                                     {"key": "k", "operator": "In", "values": ["w"]},
                                                     {"key": "x", "operator": "DoesNotExist"},
                                                     {"key": "y", "operator": "Exists"}]},
                            "spread": {"minRegions": 2, "maxPerCluster": "60%"},
                            "tiers": ["spot", "reserved"], "maxSpotShare": "50%", "maxHourlyCost": "120.5",
                            "latency": {"near": [{"region": "eu-west-1", "weight": 3}, {"region": "us-east-1"}],
                                "maxMillis": 60},
                            "egress": {"gibPerHour": "2.5"}}, "replicas": 2}""").policy();

        assertThat(policy.pinned()).containsExactly(new ClusterId("a"), new ClusterId("b"));
        assertThat(policy.regionsAllow()).containsExactly("eu-*");
        assertThat(policy.clusterSelector())
                .isEqualTo(new LabelSelector(
                        Map.of("env", "prod"),
                        List.of(
                                new Expression("k", Operator.NOT_IN, List.of("v")),
                                new Expression("k", Operator.IN, List.of("w")),
                                new Expression("x", Operator.DOES_NOT_EXIST, List.of()),
                                new Expression("y", Operator.EXISTS, List.of()))));
        assertThat(policy.spread()).isEqualTo(new Spread(2, Optional.of(new Limit.Percent(60))));
        assertThat(policy.tiers()).containsExactlyInAnyOrder(CapacityTier.SPOT, CapacityTier.RESERVED);
        assertThat(policy.maxSpotShare()).contains(new Limit.Percent(50));
        assertThat(policy.maxHourlyCost()).contains(Money.parse("120.5"));
        assertThat(policy.latency())
                .contains(new LatencyWish(
                        List.of(new LatencyWish.Caller("eu-west-1", 3), new LatencyWish.Caller("us-east-1", 1)),
                        Optional.of(60)));
        assertThat(policy.egress()).contains(EgressWish.shared("1.25", 1));
    }

    @Test
    void anEmptyListOfTiersIsTheDefaultAndNotNone() {
        assertThat(demand("{\"model\": {\"id\": \"m\"}, \"placement\": {\"tiers\": []}}")
                        .policy()
                        .tiers())
                .isEqualTo(PlacementPolicy.DEFAULT.tiers());
    }

    @Test
    void aTolerationWithoutValueToleratesAnyValue() {
        var demand = demand("""
                {"model": {"id": "m"}, "placement": {"tolerations": [{"key": "a"}, {"key": "b", "value": "v"}]}}""");

        assertThat(demand.tolerations())
                .contains(
                        new Toleration("a", true, "", Optional.empty()),
                        new Toleration("b", false, "v", Optional.empty()));
    }

    @Test
    void noReplicasAreNoDefault() {
        assertThat(demand("{\"model\": {\"id\": \"m\"}, \"replicas\": 0}").replicas())
                .isZero();
    }

    private static WorkloadDemand demand(String spec) {
        return Demands.of(WorkloadObject.of(Given.workload("u1", "llama", spec)), Optional.empty(), Knowledge.NONE);
    }
}
