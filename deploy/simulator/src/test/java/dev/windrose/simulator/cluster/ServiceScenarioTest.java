package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.data.Routes;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceScenarioTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SERVICE = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "chat"},
             "spec": {"selector": {"app": "chat"}, "ports": [{"name": "web", "port": 80, "targetPort": "http"}]}}
            """;

    @Test
    void serviceGetsAnAddressAndASliceOfReadyPods() {
        try (MiniCluster cluster = withService(2)) {
            assertThat(Json.text(cluster.get(Kinds.SERVICES, "chat"), "spec", "clusterIP"))
                    .isEqualTo("172.31.0.10");
            ObjectNode slice = slices(cluster).getFirst();
            assertThat(slice.path("ports").path(0).path("port").asInt()).isEqualTo(8000);
            assertThat(slice.path("endpoints")).hasSize(2).allSatisfy(e -> {
                assertThat(e.path("conditions").path("ready").asBoolean()).isTrue();
                assertThat(e.path("zone").asText()).startsWith("eu-west-1");
            });
        }
    }

    @Test
    void podOnItsWayOutIsTerminatingAndNotReady() {
        try (MiniCluster cluster = withService(2)) {
            cluster.delete(Kinds.PODS, Json.text(cluster.pods().getFirst(), "metadata", "name"));
            cluster.advance(Duration.ofMillis(10));

            List<JsonNode> leaving = slices(cluster)
                    .getFirst()
                    .path("endpoints")
                    .valueStream()
                    .filter(e -> e.path("conditions").path("terminating").asBoolean())
                    .toList();
            assertThat(leaving).singleElement().satisfies(e -> {
                assertThat(e.path("conditions").path("ready").asBoolean()).isFalse();
                assertThat(e.path("conditions").path("serving").asBoolean()).isTrue();
            });
        }
    }

    @Test
    void namesAndAddressesLeadToReadyPodsInTurn() {
        try (MiniCluster cluster = withService(2)) {
            for (String host : List.of("chat.default.svc", "chat.default.svc.cluster.local", "172.31.0.10")) {
                Set<String> pods = new HashSet<>();
                for (int i = 0; i < 4; i++) {
                    assertThat(cluster.routes().find(host, 80))
                            .isInstanceOfSatisfying(
                                    Routes.Answer.Found.class,
                                    f -> pods.add(f.backend().name()));
                }
                assertThat(pods).hasSize(2);
            }
            String ip = Json.text(cluster.pods().getFirst(), "status", "podIP");
            assertThat(cluster.routes().find(ip, 8000)).isInstanceOf(Routes.Answer.Found.class);
            assertThat(cluster.routes().find(ip, 9999)).isInstanceOf(Routes.Answer.Refused.class);
            assertThat(cluster.routes().find("10.99.0.1", 8000)).isInstanceOf(Routes.Answer.Refused.class);
        }
    }

    @Test
    void podThatIsNotReadyRefuses() {
        try (MiniCluster cluster = new MiniCluster()) {
            cluster.create(Kinds.SERVICES, SERVICE);
            cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", 1, 1));
            cluster.advance(Duration.ofMillis(900));

            String ip = Json.text(cluster.pods().getFirst(), "status", "podIP");
            assertThat(ip).isNotEmpty();
            assertThat(cluster.routes().find(ip, 8000)).isInstanceOf(Routes.Answer.Refused.class);
            assertThat(cluster.routes().find("chat.default.svc", 80))
                    .isEqualTo(new Routes.Answer.Refused(503, "Service default/chat has no ready endpoint"));
        }
    }

    @Test
    void deletedServiceTakesItsSlicesAndFreesItsAddress() {
        try (MiniCluster cluster = withService(1)) {
            cluster.delete(Kinds.SERVICES, "chat");
            cluster.advance(LONG);
            assertThat(slices(cluster)).isEmpty();

            cluster.create(Kinds.SERVICES, SERVICE.replace("\"chat\"}, \"", "\"other\"}, \""));
            assertThat(Json.text(cluster.list(Kinds.SERVICES).getFirst(), "spec", "clusterIP"))
                    .isEqualTo("172.31.0.10");
        }
    }

    private static MiniCluster withService(int replicas) {
        MiniCluster cluster = new MiniCluster();
        cluster.create(Kinds.SERVICES, SERVICE);
        cluster.create(Kinds.DEPLOYMENTS, MiniCluster.deployment("chat", replicas, 1));
        cluster.advance(LONG);
        return cluster;
    }

    private static List<ObjectNode> slices(MiniCluster cluster) {
        return cluster.list(Kinds.ENDPOINT_SLICES);
    }
}
