package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentScenarioTest {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void deploymentComesToReadyPodsAfterTheDelay() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 3, 1));

            cluster.advance(Duration.ofMillis(900));
            assertThat(cluster.pods())
                    .hasSize(3)
                    .allSatisfy(p -> assertThat(MiniCluster.isReady(p)).isFalse());
            cluster.advance(Duration.ofSeconds(1));

            assertThat(cluster.ready()).isEqualTo(3);
            ObjectNode deployment = cluster.get(Kinds.DEPLOYMENTS, "chat");
            assertThat(Json.integer(deployment, 0, "status", "availableReplicas"))
                    .isEqualTo(3);
            assertThat(Json.integer(deployment, 0, "status", "updatedReplicas")).isEqualTo(3);
            assertThat(Json.integer(deployment, 0, "status", "observedGeneration"))
                    .isEqualTo(1);
            assertThat(condition(deployment, "Available", "reason")).isEqualTo("MinimumReplicasAvailable");
            assertThat(condition(deployment, "Progressing", "reason")).isEqualTo("NewReplicaSetAvailable");
            assertThat(deployment
                            .path("metadata")
                            .path("annotations")
                            .path("deployment.kubernetes.io/revision")
                            .asText())
                    .isEqualTo("1");
        }
    }

    @Test
    void rolloutStaysWithinSurgeAndUnavailable() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 5, 0));
            cluster.advance(LONG);

            cluster.patchSpec(Kinds.DEPLOYMENTS, "chat", template("vllm:2"));
            // 25 % of 5: two more (rounded up), one less (rounded down).
            for (int i = 0; i < 400; i++) {
                cluster.advance(TICK);
                assertThat(cluster.ready()).isGreaterThanOrEqualTo(4);
                assertThat(wanted(cluster)).isLessThanOrEqualTo(7);
            }

            assertThat(cluster.pods())
                    .hasSize(5)
                    .allSatisfy(p -> assertThat(p.path("spec")
                                    .path("containers")
                                    .path(0)
                                    .path("image")
                                    .asText())
                            .isEqualTo("vllm:2"));
            assertThat(condition(cluster.get(Kinds.DEPLOYMENTS, "chat"), "Progressing", "reason"))
                    .isEqualTo("NewReplicaSetAvailable");
        }
    }

    @Test
    void rolloutOfPodsThatNeverBecomeReadyKeepsTheOldOnes() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 4, 0));
            cluster.advance(LONG);

            cluster.patchSpec(
                    Kinds.DEPLOYMENTS,
                    "chat",
                    template("vllm:2")
                            .replace(
                                    "\"metadata\": {",
                                    "\"metadata\": {\"annotations\": {\"windrose.dev/simulated-ready-after-millis\": \"never\"}, "));
            cluster.advance(Duration.ofSeconds(700));

            assertThat(cluster.ready()).isEqualTo(3);
            ObjectNode deployment = cluster.get(Kinds.DEPLOYMENTS, "chat");
            assertThat(condition(deployment, "Progressing", "reason")).isEqualTo("ProgressDeadlineExceeded");
            assertThat(condition(deployment, "Available", "status")).isEqualTo("True");
        }
    }

    @Test
    void recreateNeverRunsTwoTemplatesAtOnce() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(
                    Kinds.DEPLOYMENTS,
                    MiniCluster.deployment("chat", 2, 0).replace("\"RollingUpdate\"", "\"Recreate\""));
            cluster.advance(LONG);
            cluster.patchSpec(Kinds.DEPLOYMENTS, "chat", template("vllm:2"));

            for (int i = 0; i < 200; i++) {
                cluster.advance(TICK);
                assertThat(cluster.pods().stream()
                                .map(p -> p.path("spec")
                                        .path("containers")
                                        .path(0)
                                        .path("image")
                                        .asText())
                                .distinct())
                        .hasSizeLessThanOrEqualTo(1);
            }
            assertThat(cluster.ready()).isEqualTo(2);
        }
    }

    @Test
    void scalingDownTakesPodsThatServeNobodyFirst() {
        try (MiniCluster cluster = new MiniCluster()) {
            // Eight GPUs: the ninth pod waits.
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 9, 1));
            cluster.advance(LONG);
            assertThat(cluster.ready()).isEqualTo(8);

            cluster.patchSpec(Kinds.DEPLOYMENTS, "chat", "{\"replicas\": 8}");
            cluster.advance(Duration.ofMillis(1));

            assertThat(cluster.ready()).isEqualTo(8);
            cluster.advance(LONG);
            assertThat(cluster.pods()).hasSize(8);
        }
    }

    @Test
    void deletedDeploymentTakesItsPodsAlongAfterTheirGrace() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 2, 1));
            cluster.advance(LONG);

            cluster.delete(Kinds.DEPLOYMENTS, "chat");
            cluster.advance(Duration.ofMillis(10));
            assertThat(cluster.pods())
                    .hasSize(2)
                    .allSatisfy(p -> assertThat(p.path("metadata").has("deletionTimestamp"))
                            .isTrue());
            cluster.advance(Duration.ofSeconds(1));

            assertThat(cluster.pods()).isEmpty();
            assertThat(cluster.list(Kinds.REPLICA_SETS)).isEmpty();
        }
    }

    @Test
    void quietClusterWritesNothing() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 9, 1));
            cluster.advance(LONG);
            long before =
                    cluster.core.store().currentVersion().toCompletableFuture().join();

            cluster.advance(Duration.ofMinutes(5));

            assertThat(cluster.core
                            .store()
                            .currentVersion()
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(before);
        }
    }

    @Test
    void rollingBackReusesTheOldReplicaSetAsTheNewestRevision() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 2, 0));
            cluster.advance(LONG);
            JsonNode first = cluster.get(Kinds.DEPLOYMENTS, "chat").path("spec").path("template");
            cluster.patchSpec(Kinds.DEPLOYMENTS, "chat", template("vllm:2"));
            cluster.advance(LONG);
            cluster.patchSpec(Kinds.DEPLOYMENTS, "chat", "{\"template\": " + first + "}");
            cluster.advance(LONG);

            assertThat(cluster.list(Kinds.REPLICA_SETS)).hasSize(2);
            assertThat(cluster.get(Kinds.DEPLOYMENTS, "chat")
                            .path("metadata")
                            .path("annotations")
                            .path("deployment.kubernetes.io/revision")
                            .asText())
                    .isEqualTo("3");
            assertThat(cluster.pods())
                    .allSatisfy(p -> assertThat(p.path("spec")
                                    .path("containers")
                                    .path(0)
                                    .path("image")
                                    .asText())
                            .isEqualTo("vllm:1"));
        }
    }

    private static long wanted(MiniCluster cluster) {
        return cluster.pods().stream()
                .filter(p -> !p.path("metadata").has("deletionTimestamp"))
                .count();
    }

    private static String template(String image) {
        return "{\"template\": "
                + Json.at(Json.parse(MiniCluster.deployment("chat", 1, 0).replace("vllm:1", image)), "spec", "template")
                        .toPrettyString()
                        .replace("\"metadata\" : {", "\"metadata\": {")
                + "}";
    }

    private static String condition(ObjectNode object, String type, String field) {
        for (JsonNode condition : Json.at(object, "status", "conditions")) {
            if (Json.text(condition, "type").equals(type)) {
                return Json.text(condition, field);
            }
        }
        return "";
    }
}
