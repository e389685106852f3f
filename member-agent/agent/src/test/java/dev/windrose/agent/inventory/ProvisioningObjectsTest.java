package dev.windrose.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.placement.provisioning.AutoscalerFacts;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ConfigMap after kubernetes/autoscaler cluster-autoscaler/clusterstate/api/types.go (1.30 and later), Karpenter's
 * objects after kubernetes-sigs/karpenter pkg/apis/v1, buffers and quotas after autoscaling.x-k8s.io.
 */
class ProvisioningObjectsTest {
    static final String STATUS = """
            time: 2026-08-20 12:00:00.123456789 +0000 UTC
            autoscalerStatus: Running
            clusterWide:
              health: {status: Healthy, nodeCounts: {registered: {total: 5, ready: 4}}}
              scaleUp: {status: InProgress}
            nodeGroups:
            - name: https://www.googleapis.com/compute/v1/projects/p/zones/z/instanceGroups/gpu-h100
              health:
                status: Healthy
                cloudProviderTarget: 3
                minSize: 0
                maxSize: 10
                nodeCounts:
                  registered:
                    total: 3
                    ready: 1
                    notStarted: 1
                    unready: {total: 1, resourceUnready: 1}
                  longUnregistered: 4
                  unregistered: 2
                lastProbeTime: "2026-08-20T12:00:00Z"
              scaleUp:
                status: Backoff
                backoffInfo: {errorCode: QUOTA_EXCEEDED, errorMessage: "Not enough GPUs"}
                lastTransitionTime: "2026-08-20T11:58:00Z"
              scaleDown: {status: NoCandidates, candidates: 0}
            """;

    private static AutoscalerFacts autoscaler(String status) {
        var map = new ObjectMapper().createObjectNode();
        map.putObject("data").put("status", status);
        return ProvisioningObjects.autoscaler(map);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void readsTheStatusOfTheAutoscaler() {
        assertThat(autoscaler(STATUS)).isInstanceOfSatisfying(AutoscalerFacts.Status.class, status -> {
            assertThat(status.time()).contains(Instant.parse("2026-08-20T12:00:00.123456789Z"));
            assertThat(status.groups())
                    .containsExactly(new AutoscalerFacts.NodeGroup(
                            "https://www.googleapis.com/compute/v1/projects/p/zones/z/instanceGroups/gpu-h100",
                            OptionalInt.of(3),
                            OptionalInt.of(10),
                            OptionalInt.of(1),
                            OptionalInt.of(2),
                            OptionalInt.of(1),
                            "Healthy",
                            "Backoff",
                            "QUOTA_EXCEEDED",
                            "Not enough GPUs",
                            Optional.of(Instant.parse("2026-08-20T11:58:00Z"))));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cluster-autoscaler status at 2023-01-01 00:00:00 +0000 UTC:\nCluster-wide:\n  Health:      Healthy (ready=3)",
                "",
                "autoscalerStatus: Initializing",
                "{{{",
                "- a list",
                "&a [*a, *a]"
            })
    void whatIsNoStatusOfARunningAutoscalerIsUnreadable(String text) {
        assertThat(autoscaler(text)).isInstanceOf(AutoscalerFacts.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-20 12:00:00 +0000 UTC, 2026-08-20T12:00:00Z",
        "2026-08-20 14:00:00.5 +0200 CEST m=+12.34, 2026-08-20T12:00:00.500Z",
        "2026-08-20T12:00:00Z, 2026-08-20T12:00:00Z"
    })
    void readsTimesAsGoPrintsThem(String text, Instant time) {
        assertThat(ProvisioningObjects.goTime(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "2026-13-40 12:00:00 +0000 UTC"})
    void aTimeThatDoesNotReadIsNone(String text) {
        assertThat(ProvisioningObjects.goTime(text)).isEmpty();
    }

    @Test
    void readsNodePoolsAndFailedClaims() {
        var pool = ProvisioningObjects.nodePool(json("""
                {"metadata": {"name": "gpu"}, "spec": {"limits": {"nvidia.com/gpu": "32", "cpu": "1k", "memory": "x"},
                   "template": {"spec": {"requirements": [{"key": "karpenter.k8s.aws/instance-gpu-name"}]}}},
                 "status": {"resources": {"nvidia.com/gpu": "24"}, "conditions": [{"type": "Ready", "status": "True"}]}}"""));
        var claim = ProvisioningObjects.nodeClaim(json("""
                {"metadata": {"name": "gpu-x", "labels": {"karpenter.sh/nodepool": "gpu"}},
                 "spec": {"requirements": [
                   {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["p5.48xlarge"]},
                   {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["a", "b"]},
                   {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["spot"]}]},
                 "status": {"conditions": [{"type": "Launched", "status": "Unknown", "reason": "InsufficientCapacityError",
                   "message": "none", "lastTransitionTime": "2026-08-20T12:00:00Z"}]}}"""));

        assertThat(pool.gpuRequirement()).isTrue();
        assertThat(pool.ready()).isEqualTo("True");
        assertThat(pool.limits().get("memory")).isEmpty();
        assertThat(pool.used().get("nvidia.com/gpu").map(Object::toString)).contains("24");
        assertThat(claim.instanceType()).contains("p5.48xlarge");
        assertThat(claim.zone()).as("one of two: unknown which").isEmpty();
        assertThat(claim.tier()).contains("spot");
        assertThat(claim.reason()).isEqualTo("InsufficientCapacityError");
        assertThat(claim.initialized()).isFalse();
    }

    @Test
    void readsBuffersAndQuotas() {
        var buffer = ProvisioningObjects.buffer(json("""
                {"metadata": {"namespace": "team", "name": "b"}, "status": {"replicas": 3,
                  "conditions": [{"type": "Provisioning", "status": "True"}]}}"""));
        var quota = ProvisioningObjects.quota(json("""
                {"metadata": {"name": "q"}, "spec": {"selector": {"matchLabels": {"a": "b"}},
                   "limits": {"resources": {"nodes": "5"}}}}"""));

        assertThat(buffer.replicas()).contains(3);
        assertThat(buffer.provisioned()).isEqualTo("True");
        assertThat(quota.selective()).isTrue();
        assertThat(quota.used()).isEmpty();
    }
}
