package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.bench.FabricatedNodes;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.Manifests;
import dev.windrose.testing.KubeApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real kube-apiserver joins the running fleet by {@code ./fleet token} and {@code ./fleet agent}, and gets work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String WORKLOADS = "/apis/fleet.windrose.dev/v1alpha1/namespaces/team-a/inferenceworkloads";

    private TestFleet fleet;
    private KubeApiServer server;
    private Process agent;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        KubeApiServer.unavailable().ifPresent(why -> Assumptions.abort("kube-apiserver " + why));
        fleet = new TestFleet();
        fleet.up();
        server = KubeApiServer.start();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (agent != null) {
            agent.destroy();
            assertThat(agent.waitFor(30, TimeUnit.SECONDS)).as("the agent ends").isTrue();
        }
        if (server != null) {
            server.close();
        }
        if (fleet != null) {
            fleet.end();
        }
    }

    @Test
    void joinsGetsObjectsAndGivesThemBack() throws IOException, InterruptedException {
        try (var hub = fleet.hub();
                var api = new KubeClient(server.url(), server.caPem(), server.adminToken())) {
            FabricatedNodes.create(api, 2, 4);
            Finished token = fleet.run("token", "real", "--cloud", "aws", "--region", "us-east-1");
            assertThat(token.exit()).as(token.output()).isZero();

            agent = fleet.start(
                    "agent",
                    "--kubeconfig",
                    server.kubeconfig().toString(),
                    "--token",
                    token.output().strip());

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(new FleetView(hub).members())
                            .anyMatch(m -> Manifests.name(m).equals("real") && FleetView.isTrue(m, "Ready")));

            KubeClient.expect(hub.create(WORKLOADS, Json.MAPPER.readTree("""
                    {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                     "metadata": {"name": "on-real", "namespace": "team-a"},
                     "spec": {"model": {"id": "Qwen/Qwen2.5-1.5B-Instruct"}, "replicas": 2,
                              "gpu": {"anyOf": [{"product": "T4"}], "count": 1},
                              "placement": {"clusters": ["real"]}}}""")), "workload");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployments(api))
                            .singleElement()
                            .satisfies(d ->
                                    assertThat(d.at("/spec/replicas").asInt()).isEqualTo(2))
                            .satisfies(d -> assertThat(d.at("/metadata/labels/windrose.dev~1managed-by")
                                            .asText())
                                    .isEqualTo("windrose")));

            hub.delete(WORKLOADS + "/on-real");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(deployments(api)).isEmpty());
        }
    }

    private static Iterable<JsonNode> deployments(KubeClient api) throws IOException, InterruptedException {
        return api.get("/apis/apps/v1/namespaces/team-a/deployments").body().path("items");
    }
}
