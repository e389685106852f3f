package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Pools that grow when pods wait, and a cloud that is out of machines. */
class AutoscalerScenarioTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String FLEET = MiniCluster.FLEET.replace("count: 2", "count: 2\n        maxCount: 3");

    @Test
    void aPodThatFitsNowhereGetsANodeAfterAWhile() {
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.empty(), Delays.DEMO)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 3, 4));
            cluster.advance(Duration.ofSeconds(4));
            assertThat(cluster.list(Kinds.NODES)).hasSize(3);
            assertThat(status(cluster)).contains("cloudProviderTarget: 3", "status: InProgress", "unregistered: 1");

            cluster.advance(LONG);

            assertThat(cluster.list(Kinds.NODES)).hasSize(4);
            assertThat(cluster.ready()).isEqualTo(3);
            assertThat(status(cluster)).contains("cloudProviderTarget: 3", "maxSize: 3", "status: NoActivity");
        }
    }

    @Test
    void neverMoreThanThePoolMayHave() {
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 5, 4));
            cluster.advance(LONG);

            assertThat(cluster.list(Kinds.NODES)).hasSize(4);
            assertThat(cluster.ready()).isEqualTo(3);
        }
    }

    @Test
    void aCloudThatIsSoldOutIsNotAskedAgainForFiveMinutes() {
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.empty(), Delays.NONE)) {
            cloud(cluster, "l4");
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 3, 4));
            cluster.advance(LONG);
            assertThat(cluster.ready()).isEqualTo(2);
            assertThat(status(cluster)).contains("status: Backoff", "errorCode: InsufficientInstanceCapacity");

            delete(cluster);
            cluster.advance(Duration.ofMinutes(4));
            assertThat(cluster.ready()).isEqualTo(2);
            cluster.advance(Duration.ofMinutes(2));

            assertThat(cluster.ready()).isEqualTo(3);
            assertThat(status(cluster)).contains("status: NoActivity").doesNotContain("backoffInfo");
        }
    }

    @Test
    void theStatusIsYamlAndIsWrittenAnewEveryMinute() {
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.empty(), Delays.NONE)) {
            cluster.advance(Duration.ofMinutes(10));

            assertThat(status(cluster)).startsWith("time: \"2026-11-01 00:10:00 +0000 UTC\"\n");
            assertThat(new Yaml().<Object>load(status(cluster))).isNotNull();
        }
    }

    @Test
    void nodesThatWereAddedOutliveARestart(@TempDir Path folder) {
        Path journal = folder.resolve("journal");
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.of(journal), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 3, 4));
            cluster.advance(LONG);
        }
        try (MiniCluster cluster = new MiniCluster(FLEET, Optional.of(journal), Delays.NONE)) {
            cluster.advance(LONG);

            assertThat(cluster.list(Kinds.NODES)).hasSize(4);
            assertThat(cluster.ready()).isEqualTo(3);
        }
    }

    @Test
    void aClusterWithoutSuchPoolsHasNoAutoscaler() {
        try (MiniCluster cluster = new MiniCluster(Optional.empty(), Delays.NONE)) {
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("big", 3, 4));
            cluster.advance(LONG);

            assertThat(cluster.list(Kinds.NODES)).hasSize(3);
            assertThat(cluster.core
                            .store()
                            .list(ListQuery.in(Kinds.CONFIG_MAPS, "kube-system"))
                            .toCompletableFuture()
                            .join()
                            .objects())
                    .noneMatch(map -> Json.text(map, "metadata", "name").equals("cluster-autoscaler-status"));
        }
    }

    private static String status(MiniCluster cluster) {
        ObjectNode map = cluster.core
                .store()
                .get(new ObjectKey(Kinds.CONFIG_MAPS, "kube-system", "cluster-autoscaler-status"))
                .toCompletableFuture()
                .join()
                .orElseThrow();
        return Json.text(map, "data", "status");
    }

    private static void cloud(MiniCluster cluster, String stockout) {
        cluster.create(Kinds.CONFIG_MAPS, """
                {"apiVersion": "v1", "kind": "ConfigMap",
                 "metadata": {"name": "simulated-cloud", "namespace": "kube-system"}, "data": {"stockout": "%s"}}""".formatted(stockout));
    }

    private static void delete(MiniCluster cluster) {
        ObjectKey key = new ObjectKey(Kinds.CONFIG_MAPS, "kube-system", "simulated-cloud");
        long version = cluster.core
                .store()
                .get(key)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .at("/metadata/resourceVersion")
                .asLong();
        cluster.core.store().delete(key, version).toCompletableFuture().join();
    }
}
