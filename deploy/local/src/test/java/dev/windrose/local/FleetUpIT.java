package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.Manifests;
import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole fleet on this machine, as a newcomer meets it: hub, PostgreSQL, simulator and five member agents as real
 * processes, driven by the commands, kubectl and the API. Each test takes away what it made; only the end of the fleet
 * has its place, the last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetUpIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String WORKLOADS = "/apis/fleet.windrose.dev/v1alpha1/namespaces/%s/inferenceworkloads";
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private TestFleet fleet;
    private Finished up;
    private KubeClient hub;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        fleet = new TestFleet();
        up = fleet.up();
        hub = fleet.hub();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (hub != null) {
            hub.close();
        }
        fleet.end();
    }

    @Test
    void showsClustersWorkloadsTheirCostAndTheAddresses() {
        assertThat(up.output())
                .contains("5 members Ready", "4 workloads Available")
                .contains("team-a/llama-chat", "team-a/llama-70b", "team-b/embeddings", "team-b/summaries")
                .containsPattern("Total \\$/h: \\d+\\.\\d+")
                .contains(
                        "https://127.0.0.1:" + fleet.port(),
                        fleet.paths().kubeconfig().toString());
    }

    @Test
    void kubectlSeesFiveReadyMembersAndAvailableWorkloads() throws IOException, InterruptedException {
        Tools.require("kubectl");

        Finished members = fleet.kubectl("get", "memberclusters");
        Finished wait = fleet.kubectl(
                "wait", "--for=condition=Available", "inferenceworkloads", "--all", "-A", "--timeout=90s");
        Finished wide = fleet.kubectl("get", "inferenceworkloads", "-A", "-o", "wide");

        assertThat(members.output().lines().skip(1)).hasSize(5).allMatch(line -> line.contains("True"));
        assertThat(wait.exit()).as(wait.output()).isZero();
        assertThat(wide.output().lines().findFirst())
                .hasValueSatisfying(head -> assertThat(head).contains("CLUSTERS", "GPUS", "READY", "$/H"));
        assertThat(wide.output()).contains("llama-70b", "4/4");
    }

    @Test
    void theDeploymentsAreInTheMembersThatTheHubNames() throws IOException, InterruptedException {
        for (JsonNode workload : new FleetView(hub).workloads()) {
            if (workload.at("/metadata/namespace").asText().startsWith("team-")) {
                for (JsonNode placed : workload.at("/status/placements")) {
                    assertThat(replicasIn(
                                    placed.path("cluster").asText(),
                                    workload.at("/metadata/namespace").asText(),
                                    workload.at("/metadata/name").asText()))
                            .as(Manifests.name(workload))
                            .isGreaterThanOrEqualTo(placed.path("replicas").asInt());
                }
            }
        }
    }

    @Test
    void whatAnAutoscalerIsRefusedReachesTheHub() throws IOException, InterruptedException {
        String maps = "/api/v1/namespaces/kube-system/configmaps";
        var status = Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        status.putObject("metadata").put("name", "cluster-autoscaler-status").put("namespace", "kube-system");
        status.putObject("data").put("status", """
                time: "%s +0000 UTC"
                autoscalerStatus: Running
                nodeGroups:
                - name: gpu-h100
                  health: {status: Healthy, cloudProviderTarget: 1, minSize: 0, maxSize: 4}
                  scaleUp: {status: Backoff, backoffInfo: {errorCode: InsufficientInstanceCapacity, errorMessage: none}}
                """.formatted(Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", "")));
        try (var member = fleet.member("azure-weu")) {
            KubeClient.expect(member.create(maps, status), "status of an autoscaler");

            soon(() -> {
                JsonNode inventory =
                        hub.get("/api/v1/members/azure-weu/inventory").body();
                assertThat(inventory.at("/headroom/0/upTo").asInt(-1)).isZero();
                assertThat(inventory.at("/headroom/0/name").asText()).isEqualTo("gpu-h100");
                assertThat(inventory.at("/provisioningSignals/0/cause").asText())
                        .isEqualTo("capacity");
                assertThat(inventory.at("/provisioningSignals/0/stockOut").asBoolean())
                        .isTrue();
            });

            member.delete(maps + "/cluster-autoscaler-status");
            soon(() -> assertThat(hub.get("/api/v1/members/azure-weu/inventory")
                            .body()
                            .has("headroom"))
                    .isFalse());
        }
    }

    @Test
    void aChatCompletionThroughTheDataPathAnswers() throws IOException, InterruptedException {
        JsonNode chat = workload("team-a", "llama-chat");
        var cluster = SimulatedCluster.named(
                fleet.paths(), chat.at("/status/placements/0/cluster").asText());
        String pod;
        try (var member = fleet.member(cluster.name())) {
            JsonNode pods = member.get(
                            "/api/v1/namespaces/team-a/pods?labelSelector=windrose.dev%2Fworkload%3Dllama-chat")
                    .body();
            pod = pods.at("/items/0/status/podIP").asText();
        }

        String answer = DataPath.post(cluster.proxyPort(), pod + ":8000", "/v1/chat/completions", """
                {"model": "meta-llama/Llama-3.1-8B-Instruct", "messages": [{"role": "user", "content": "Hello"}]}""");

        assertThat(answer).contains("200 OK", "chat.completion", "\"choices\"");
    }

    /** Asked for at the hub, sent by the member's agent: what the model server wrote about the request before. */
    @Test
    void theLogOfAPodComesThroughItsAgent() throws IOException, InterruptedException {
        Tools.require("kubectl");
        JsonNode chat = workload("team-a", "llama-chat");
        var cluster = SimulatedCluster.named(
                fleet.paths(), chat.at("/status/placements/0/cluster").asText());
        JsonNode pod;
        try (var member = fleet.member(cluster.name())) {
            pod = member.get("/api/v1/namespaces/team-a/pods?labelSelector=windrose.dev%2Fworkload%3Dllama-chat")
                    .body()
                    .at("/items/0");
        }
        DataPath.post(cluster.proxyPort(), pod.at("/status/podIP").asText() + ":8000", "/v1/chat/completions", """
                {"model": "meta-llama/Llama-3.1-8B-Instruct", "messages": [{"role": "user", "content": "Hello"}]}""");
        var path = "/api/v1/members/%s/namespaces/team-a/pods/%s/log"
                .formatted(cluster.name(), pod.at("/metadata/name").asText());

        Finished whole = fleet.kubectl("get", "--raw", path);
        Finished last = fleet.kubectl("get", "--raw", path + "?tailLines=1");
        Finished foreign = fleet.kubectl("get", "--raw", path.replace("/team-a/", "/kube-system/"));

        assertThat(whole.exit()).as(whole.output()).isZero();
        assertThat(whole.output()).contains("simulated container", "POST /v1/chat/completions HTTP/1.1\" 200");
        assertThat(last.output().lines()).hasSize(1);
        assertThat(foreign.exit()).isNotZero();
    }

    @Test
    void applyScaleEditAndDeleteReachTheMembers() throws IOException, InterruptedException {
        Tools.require("kubectl");
        Path file = Files.writeString(folder.resolve("walk.yaml"), """
                apiVersion: fleet.windrose.dev/v1alpha1
                kind: InferenceWorkload
                metadata: {name: walk, namespace: team-b}
                spec:
                  model: {id: Qwen/Qwen2.5-1.5B-Instruct, contextLength: 4096}
                  replicas: 1
                  gpu: {anyOf: [{product: T4}], count: 1}
                  placement: {clusters: [gcp-ase1], tiers: [spot, on-demand]}
                """);

        kubectl("apply", "--server-side", "-f", file.toString());
        soon(() -> assertThat(replicasIn("gcp-ase1", "team-b", "walk")).isEqualTo(1));

        kubectl("patch", "iw", "walk", "-n", "team-b", "--type=merge", "-p", "{\"spec\":{\"replicas\":2}}");
        soon(() -> assertThat(replicasIn("gcp-ase1", "team-b", "walk")).isEqualTo(2));

        edit("walk", "contextLength: 4096", "contextLength: 2048");
        soon(() ->
                assertThat(deployments("gcp-ase1", "team-b", "walk").toString()).contains("2048"));

        kubectl("delete", "iw", "walk", "-n", "team-b");
        soon(() -> assertThat(deployments("gcp-ase1", "team-b", "walk")).isEmpty());
    }

    @Test
    void anInvalidManifestIsRefusedWithTheFieldsPath() throws IOException, InterruptedException {
        var answer = hub.create(WORKLOADS.formatted("team-b"), Json.MAPPER.readTree("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                         "metadata": {"name": "bad", "namespace": "team-b"},
                         "spec": {"model": {"id": "a/b"}, "replicas": -1}}"""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("reason").asText()).isEqualTo("Invalid");
        assertThat(answer.message()).contains("spec.replicas");
    }

    @Test
    void aWorkloadThatFitsNowhereSaysWhyByCluster() throws IOException, InterruptedException {
        String path = WORKLOADS.formatted("team-b");
        hub.create(path, Json.MAPPER.readTree("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                         "metadata": {"name": "too-big", "namespace": "team-b"},
                         "spec": {"model": {"id": "a/b"}, "gpu": {"count": 64, "anyOf": [{"product": "H100"}]}}}"""));
        try {
            soon(() -> {
                JsonNode workload = workload("team-b", "too-big");
                assertThat(FleetView.condition(workload, "Placed")
                                .path("status")
                                .asText())
                        .isEqualTo("False");
                assertThat(workload.at("/status/turnedDown").findValuesAsText("cluster"))
                        .contains("aws-use1", "aws-euw1", "azure-weu", "gcp-usc1", "gcp-ase1");
            });
        } finally {
            hub.delete(path + "/too-big");
        }
    }

    @Test
    void aStrangerIsRefused() throws IOException, InterruptedException {
        Finished stranger = Finished.of(new ProcessBuilder(
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--cacert",
                fleet.paths().hubCa().toString(),
                "https://127.0.0.1:" + fleet.port() + WORKLOADS.formatted("team-a")));

        assertThat(stranger.output()).isEqualTo("401");
    }

    @Test
    void aSecondUpSaysThatItRuns() throws IOException, InterruptedException {
        List<Long> before = fleet.processes().stream().map(p -> p.pid()).toList();

        Finished second = fleet.run("up", "--detach");

        assertThat(second.exit()).isZero();
        assertThat(second.output()).contains("already runs", "aws-use1", "team-a/llama-chat");
        assertThat(fleet.processes().stream().map(p -> p.pid())).containsExactlyElementsOf(before);
    }

    @Test
    void hubAndAgentsStayWithinTheirMemory() throws IOException {
        for (var process : fleet.processes()) {
            long limit = process.who().equals("hub") ? 512 : process.who().startsWith("agent-") ? 160 : 1024;
            assertThat(dev.windrose.local.process.ResidentMemory.megabytes(process.pid()))
                    .hasValueSatisfying(mb -> assertThat(mb).as(process.who()).isLessThanOrEqualTo(limit));
        }
    }

    @Test
    @Order(LAST - 2)
    void killingEveryPartWhileWritesRunLosesNothing() throws IOException, InterruptedException {
        Finished demo = fleet.run("demo", "restart");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("outcome reached");
    }

    @Test
    @Order(LAST - 1)
    void whatOutlivedAKilledSupervisorIsAdopted() throws IOException, InterruptedException {
        long hubPid = pid("hub");
        ProcessHandle supervisor = ProcessHandle.of(pid("supervisor")).orElseThrow();
        supervisor.destroyForcibly();
        await().atMost(SOON).until(() -> !supervisor.isAlive());

        Finished again = fleet.up();

        assertThat(again.output()).contains("was still running", "5 were still running");
        assertThat(pid("hub")).isEqualTo(hubPid);
    }

    @Test
    @Order(LAST)
    void downLeavesNoProcess() throws IOException, InterruptedException {
        Finished down = fleet.run("down");

        assertThat(down.exit()).isZero();
        assertThat(down.output()).contains("Stopped 9 processes");
        assertThat(fleet.processes()).isEmpty();
        assertThat(fleet.pidsOfThisFleet()).isEmpty();
    }

    private long pid(String who) throws IOException {
        return fleet.processes().stream()
                .filter(p -> p.who().equals(who))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** As {@code kubectl edit} does it: the person's editor is a program that changes a line. */
    private void edit(String name, String from, String to) throws IOException, InterruptedException {
        Path editor = Files.writeString(
                folder.resolve("editor"), "#!/bin/sh\nsed -i 's/%s/%s/' \"$1\"\n".formatted(from, to));
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        var command = new ProcessBuilder(
                "kubectl", "--kubeconfig", fleet.paths().kubeconfig().toString(), "edit", "iw", name, "-n", "team-b");
        command.environment().put("KUBE_EDITOR", editor.toString());
        Finished edited = Finished.of(command);
        assertThat(edited.exit()).as(edited.output()).isZero();
    }

    private void kubectl(String... arguments) throws IOException, InterruptedException {
        Finished result = fleet.kubectl(arguments);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    private JsonNode workload(String namespace, String name) throws IOException, InterruptedException {
        return KubeClient.expect(hub.get(WORKLOADS.formatted(namespace) + "/" + name), name)
                .body();
    }

    private int replicasIn(String cluster, String namespace, String workload) throws IOException, InterruptedException {
        return deployments(cluster, namespace, workload).stream()
                .mapToInt(d -> d.at("/spec/replicas").asInt())
                .sum();
    }

    private List<JsonNode> deployments(String cluster, String namespace, String workload)
            throws IOException, InterruptedException {
        try (var member = fleet.member(cluster)) {
            var found = new ArrayList<JsonNode>();
            member.get("/apis/apps/v1/namespaces/%s/deployments?labelSelector=windrose.dev%%2Fworkload%%3D%s"
                            .formatted(namespace, workload))
                    .body()
                    .path("items")
                    .forEach(found::add);
            return found;
        }
    }

    private static void soon(ThrowingRunnable check) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(check);
    }
}
