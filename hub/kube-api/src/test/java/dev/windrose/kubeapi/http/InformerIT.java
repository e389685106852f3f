package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.service.DeleteOptions;
import dev.windrose.kubeapi.service.KubeClient;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.Journal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fabric8 client, as the member agent uses it: reads, writes, and an informer that outlives broken watches. */
@org.junit.jupiter.api.Timeout(90)
class InformerIT {
    private static final int WINDOW = 50;

    private DemoServer server;
    private KubernetesClient client;
    private KubeClient.Collection configMaps;

    @BeforeEach
    void start() {
        server = new DemoServer(new InMemoryResourceStore(WINDOW, Journal.NONE, InMemoryResourceStore.Snapshot.EMPTY));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        configMaps = server.service.client("test").resource("", "configmaps");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void write(String name, String value) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", name).put("namespace", "default");
        map.putObject("data").put("v", value);
        configMaps.apply(map).toCompletableFuture().join();
    }

    @Test
    void readsAndWrites() {
        ConfigMap created = client.configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("one")
                        .endMetadata()
                        .addToData("a", "b")
                        .build())
                .create();
        ConfigMap edited = client.configMaps()
                .inNamespace("default")
                .withName("one")
                .edit(map -> new ConfigMapBuilder(map).addToData("c", "d").build());
        ConfigMap applied = client.configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("one")
                        .endMetadata()
                        .addToData("e", "f")
                        .build())
                .serverSideApply();

        assertThat(created.getMetadata().getUid()).isNotEmpty();
        assertThat(edited.getData()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(applied.getData()).isEqualTo(Map.of("a", "b", "c", "d", "e", "f"));
        assertThat(client.configMaps().inNamespace("default").withName("one").delete())
                .hasSize(1);
        assertThat(client.configMaps().inNamespace("default").withName("one").get())
                .isNull();
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                KubernetesClientException.class,
                                () -> client.configMaps()
                                        .inNamespace("none")
                                        .resource(created)
                                        .create())
                        .getCode())
                .isEqualTo(404);
    }

    @Test
    void informerSeesEveryStateAndOutlivesExpiredWatches() {
        write("before", "0");
        try (var informer = client.configMaps().inNamespace("default").inform()) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> state(informer.getStore().list()).equals(Map.of("before", "0")));
            write("one", "1");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> "1".equals(state(informer.getStore().list()).get("one")));
            // More changes at once than the window holds: the watch may expire and has to list again.
            for (int i = 0; i < 4 * WINDOW; i++) {
                write("one", "n" + i);
            }
            configMaps
                    .delete("default", "before", DeleteOptions.NONE)
                    .toCompletableFuture()
                    .join();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(state(informer.getStore().list()))
                            .isEqualTo(Map.of("one", "n" + (4 * WINDOW - 1))));
            assertThat(informer.isRunning()).isTrue();
        }
    }

    private static Map<String, String> state(java.util.List<ConfigMap> maps) {
        return maps.stream()
                .collect(Collectors.toMap(
                        map -> map.getMetadata().getName(),
                        map -> Objects.toString(map.getData().get("v"))));
    }
}
