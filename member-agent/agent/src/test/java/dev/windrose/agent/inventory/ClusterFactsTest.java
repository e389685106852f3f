package dev.windrose.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.placement.inventory.Taint;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterFactsTest {

    @Test
    void readsANodesExtendedResourcesTaintsAndReadiness() {
        var node = ClusterFacts.node(json("""
                {"metadata": {"name": "n1", "labels": {"topology.kubernetes.io/region": "eu-west-1"}},
                 "spec": {"providerID": "aws:///eu-west-1a/i-1", "unschedulable": true,
                          "taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]},
                 "status": {"capacity": {"cpu": "8", "nvidia.com/gpu": "8"},
                            "allocatable": {"cpu": "7900m", "nvidia.com/gpu": "7"},
                            "conditions": [{"type": "Ready", "status": "Unknown"}]}}"""));

        assertThat(node.capacity()).isEqualTo(Map.of("nvidia.com/gpu", 8L));
        assertThat(node.allocatable()).isEqualTo(Map.of("nvidia.com/gpu", 7L));
        assertThat(node.taints()).containsExactly(new Taint("nvidia.com/gpu", "", Taint.Effect.NO_SCHEDULE));
        assertThat(node.unschedulable()).isTrue();
        assertThat(node.readyCondition()).isEqualTo("Unknown");
    }

    @Test
    void keepsNothingOfPodsThatNobodyAsksFor() {
        assertThat(ClusterFacts.pod(json("""
                {"metadata": {"name": "p", "namespace": "n"}, "spec": {"containers": [
                  {"resources": {"requests": {"cpu": "1"}}}]}}"""))).isNull();
    }

    @Test
    void keepsForeignPodsThatHoldGpus() {
        var pod = Objects.requireNonNull(ClusterFacts.pod(json("""
                {"metadata": {"name": "p", "namespace": "n", "labels": {"app": "x"}}, "spec": {"nodeName": "n1",
                  "containers": [{"resources": {"limits": {"nvidia.com/gpu": "2"}}}],
                  "initContainers": [{"restartPolicy": "Always", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]},
                 "status": {"phase": "Running"}}""")));

        assertThat(pod.workloadUid()).isEmpty();
        assertThat(pod.facts().labels()).isEmpty();
        assertThat(pod.facts().effectiveRequest("nvidia.com/gpu")).isEqualTo(3);
    }

    @Test
    void aPodThatIsLeavingIsNotReady() {
        String ours = """
                {"metadata": {"name": "p", "namespace": "n"%s, "labels": {"windrose.dev/workload-uid": "u"}},
                 "spec": {"containers": [{"ports": [{"containerPort": 8000}]}]},
                 "status": {"podIP": "10.1.2.3", "conditions": [{"type": "Ready", "status": "True"}]}}""";

        var staying = Objects.requireNonNull(ClusterFacts.pod(json(ours.formatted(""))));
        var leaving = Objects.requireNonNull(
                ClusterFacts.pod(json(ours.formatted(", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\""))));

        assertThat(staying.ready()).isTrue();
        assertThat(staying.address()).isEqualTo("10.1.2.3:8000");
        assertThat(leaving.ready()).isFalse();
    }

    @Test
    void saysWhyAPodDoesNotGetReady() {
        var pod = Objects.requireNonNull(ClusterFacts.pod(json("""
                {"metadata": {"name": "p", "namespace": "n", "labels": {"windrose.dev/workload-uid": "u"}},
                 "status": {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                   "message": "0/3 nodes are available"}]}}""")));

        assertThat(pod.problem()).isEqualTo("Unschedulable: 0/3 nodes are available");
    }

    @Test
    void quantitiesThatAreNoCountsAreNamedNotZero() {
        var node = ClusterFacts.node(json("""
                {"metadata": {"name": "n1"}, "status": {"capacity": {"nvidia.com/gpu": "8", "amd.com/gpu": "many"},
                                                         "allocatable": {"nvidia.com/gpu": "7500m"}}}"""));
        var pod = Objects.requireNonNull(ClusterFacts.pod(json("""
                {"metadata": {"name": "p", "namespace": "n"}, "spec": {"nodeName": "n1", "containers": [
                  {"resources": {"limits": {"nvidia.com/gpu": "-1"}}}]}, "status": {"phase": "Running"}}""")));

        assertThat(node.unreadable()).containsExactlyInAnyOrder("nvidia.com/gpu", "amd.com/gpu");
        assertThat(pod.facts().unreadable()).containsExactly("nvidia.com/gpu");
    }

    @Test
    void keepsForeignPodsThatShareGpus() {
        var pod = Objects.requireNonNull(ClusterFacts.pod(json("""
                {"metadata": {"name": "p", "namespace": "n", "labels": {"runai-gpu-group": "g1", "app": "x"},
                              "annotations": {"gpu-fraction": "0.5", "other": "y"}},
                 "spec": {"nodeName": "n1", "containers": [{}]}, "status": {"phase": "Running"}}""")));

        assertThat(pod.facts().annotations()).isEqualTo(Map.of("gpu-fraction", "0.5", "runai-gpu-group", "g1"));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
