package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchedulingScenarioTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void allGpusOfAPodComeFromOneNode() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            // Two nodes of four: three on each leave two in total, but no two on one node.
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 2, 3));
            cluster.advance(LONG);
            cluster.create(Kinds.PODS, pod("pair", 2, ""));
            cluster.advance(LONG);

            assertThat(cluster.ready()).isEqualTo(2);
            assertThat(scheduled(cluster.get(Kinds.PODS, "pair"), "reason")).isEqualTo("Unschedulable");
            assertThat(scheduled(cluster.get(Kinds.PODS, "pair"), "message"))
                    .isEqualTo("0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are "
                            + "available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found "
                            + "for incoming pod.");
            assertThat(cluster.list(Kinds.EVENTS))
                    .anySatisfy(e -> assertThat(e.path("reason").asText()).isEqualTo("FailedScheduling"));
        }
    }

    @Test
    void waitingPodIsBoundWhenGpusComeFree() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 2, 4));
            cluster.advance(LONG);
            cluster.create(Kinds.PODS, pod("late", 4, ""));
            cluster.advance(LONG);
            assertThat(MiniCluster.isReady(cluster.get(Kinds.PODS, "late"))).isFalse();

            cluster.patchSpec(Kinds.DEPLOYMENTS, "big", "{\"replicas\": 1}");
            cluster.advance(LONG);

            assertThat(MiniCluster.isReady(cluster.get(Kinds.PODS, "late"))).isTrue();
        }
    }

    @Test
    void untoleratedTaintAndUnmetSelectorKeepPodsAway() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(
                    Kinds.PODS,
                    pod("picky", 0, "\"nodeSelector\": {\"nvidia.com/gpu.product\": \"NVIDIA-L4\"},")
                            .replace("\"nvidia.com/gpu\", \"operator\"", "\"other\", \"operator\""));
            cluster.advance(LONG);

            assertThat(scheduled(cluster.get(Kinds.PODS, "picky"), "message"))
                    .startsWith("0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, "
                            + "2 node(s) had untolerated taint {nvidia.com/gpu: present}.");
        }
    }

    @Test
    void requiredAffinityTermsAreAlternatives() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.PODS, pod("affine", 1, """
                    "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                      {"matchExpressions": [{"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["nowhere"]}]},
                      {"matchExpressions": [{"key": "nvidia.com/gpu.memory", "operator": "Gt", "values": ["20000"]},
                        {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["eu-west-1b"]}]}]}}},
                    """));
            cluster.advance(LONG);

            String node = Json.text(cluster.get(Kinds.PODS, "affine"), "spec", "nodeName");
            assertThat(Json.strings(
                            cluster.get(Kinds.NODES, node).path("metadata").path("labels")))
                    .containsEntry("topology.kubernetes.io/zone", "eu-west-1b");
        }
    }

    @Test
    void cordonedNodeTakesNoPods() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            for (ObjectNode node : cluster.list(Kinds.NODES)) {
                cluster.patchSpec(Kinds.NODES, Json.text(node, "metadata", "name"), "{\"unschedulable\": true}");
            }
            cluster.create(Kinds.PODS, pod("shut-out", 1, ""));
            cluster.advance(LONG);

            assertThat(scheduled(cluster.get(Kinds.PODS, "shut-out"), "message"))
                    .startsWith("0/3 nodes are available: 3 node(s) were unschedulable.");
        }
    }

    @Test
    void podsGetAddressesOfTheirNodesRange() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 8, 1));
            cluster.advance(LONG);

            assertThat(cluster.pods().stream()
                            .map(p -> Json.text(p, "status", "podIP"))
                            .collect(Collectors.toSet()))
                    .hasSize(8);
            assertThat(cluster.pods()).allSatisfy(p -> {
                String cidr = Json.text(cluster.get(Kinds.NODES, Json.text(p, "spec", "nodeName")), "spec", "podCIDR");
                assertThat(Json.text(p, "status", "podIP")).startsWith(cidr.substring(0, cidr.lastIndexOf('.') + 1));
            });
        }
    }

    @Test
    void gpuPodsFillANodeBeforeTheyOpenAnother() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 4, 1));
            cluster.advance(LONG);

            assertThat(cluster.pods().stream()
                            .map(p -> Json.text(p, "spec", "nodeName"))
                            .distinct())
                    .hasSize(1);
        }
    }

    private static String pod(String name, int gpus, String more) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"}, "spec": { %s
                 "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
                 "containers": [{"name": "engine", "image": "x", "resources": {"limits": {"nvidia.com/gpu": "%d"}}}]}}
                """.formatted(name, more, gpus);
    }

    private static String scheduled(ObjectNode pod, String field) {
        for (JsonNode condition : Json.at(pod, "status", "conditions")) {
            if (Json.text(condition, "type").equals("PodScheduled")) {
                return Json.text(condition, field);
            }
        }
        return "";
    }
}
