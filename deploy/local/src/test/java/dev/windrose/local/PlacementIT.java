package dev.windrose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What placement promises, in a running fleet: moves that pay and no others, stock-outs, budgets, whole nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacementIT {
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final String NAMESPACE = "placement";
    private static final String WORKLOADS = GROUP + "/namespaces/" + NAMESPACE + "/inferenceworkloads";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration MAKING_ROOM = Duration.ofSeconds(60);
    private static final Duration NEW_PRICES = Duration.ofSeconds(60);

    private Path prices;
    private TestFleet fleet;
    private KubeClient hub;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        prices = folder.resolve("prices.csv");
        prices("0.60", "3.20");
        fleet = new TestFleet(Map.of(
                "WINDROSE_HUB_PLACEMENT_DWELL",
                "PT2S",
                "WINDROSE_AGENT_LOAD_EVERY",
                "PT2S",
                "WINDROSE_HUB_PLACEMENT_JOINT_PERIOD",
                "PT2S",
                "WINDROSE_HUB_PRICES_PERIOD",
                "PT2S"));
        fleet.up("--prices", prices.toString(), "--fleet", withSlices(folder).toString());
        hub = fleet.hub();
        KubeClient.expect(
                hub.create(
                        "/api/v1/namespaces",
                        Json.MAPPER.readTree(
                                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
                                        .formatted(NAMESPACE))),
                "namespace");
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (hub != null) {
            hub.close();
        }
        if (fleet != null) {
            fleet.end();
        }
    }

    @Test
    void aPriceThatPaysMovesAWorkloadOnceAndOneThatDoesNotMovesNothing() throws IOException, InterruptedException {
        create("mover", """
                {"model": {"id": "BAAI/bge-m3", "contextLength": 8192}, "replicas": 1,
                 "gpu": {"anyOf": [{"product": "T4"}], "count": 1},
                 "placement": {"clusters": ["aws-euw1", "gcp-ase1"], "tiers": ["on-demand"]}}""");
        soon(() -> assertThat(placements("mover")).containsExactly("aws-euw1 1 serving 0.60"));

        prices("1.00", "3.20"); // 0.80 elsewhere: 20 % less
        var states = new ArrayList<String>();
        await().atMost(NEW_PRICES).untilAsserted(() -> {
            states.add(status("mover").path("ready").asText());
            assertThat(placements("mover")).containsExactly("gcp-ase1 1 serving 0.80");
        });
        assertThat(states).as("ready replicas while it moved").doesNotContain("0/1");

        prices("0.80", "3.28"); // 0.82 here: 2.4 % less elsewhere
        await().atMost(NEW_PRICES)
                .untilAsserted(() -> assertThat(placements("mover")).containsExactly("gcp-ase1 1 serving 0.82"));
        await().atMost(NEW_PRICES).untilAsserted(() -> {
            JsonNode cheaper = status("mover").at("/placements/0/cheaper");
            assertThat(cheaper.path("cluster").asText()).isEqualTo("aws-euw1");
            assertThat(cheaper.path("reason").asText()).as(cheaper.toString()).isEqualTo("SavingTooSmall");
            assertThat(cheaper.path("message").asText()).contains("saves 0.02 USD/h (2.4 %), but at once only 5 %");
        });
        JsonNode moves = hub.get("/api/v1/placements/plan").body().path("moves");
        assertThat(moves.path("made").asInt()).isPositive();
        assertThat(moves.path("allowed").asInt()).isEqualTo(50);
    }

    @Test
    void aStockOutSendsTheWorkloadElsewhereAndIsRemembered() throws IOException, InterruptedException {
        try (var member = fleet.member("gcp-usc1")) {
            KubeClient.expect(
                    member.create("/api/v1/namespaces/kube-system/configmaps", Json.MAPPER.readTree("""
                            {"apiVersion": "v1", "kind": "ConfigMap",
                             "metadata": {"name": "simulated-cloud", "namespace": "kube-system"},
                             "data": {"stockout": "l4x1"}}""")), "stock-out");
            create("burst", l4(7));

            soon(() -> {
                assertThat(status("burst").path("ready").asText()).isEqualTo("7/7");
                assertThat(replicas("burst").get("gcp-ase1")).isGreaterThan(2);
            });
            int pending = replicas("burst").getOrDefault("gcp-usc1", 0);

            create("late", l4(1).replace("\"gcp-usc1\", ", "").replace("gcp-ase1", "gcp-usc1"));

            soon(() -> assertThat(turnedDown("late"))
                    .anySatisfy(reason -> assertThat(reason)
                            .startsWith("gcp-usc1 StockedOut")
                            .contains("gcp was out of g2-standard-12 (ZONE_RESOURCE_POOL_EXHAUSTED) in us-central1")));
            assertThat(replicas("late")).isEmpty();
            assertThat(replicas("burst").getOrDefault("gcp-usc1", 0)).isEqualTo(pending);
        } finally {
            hub.delete(WORKLOADS + "/burst");
            hub.delete(WORKLOADS + "/late");
            try (var member = fleet.member("gcp-usc1")) {
                member.delete("/api/v1/namespaces/kube-system/configmaps/simulated-cloud");
            }
        }
    }

    @Test
    void aBudgetStopsTheThirdWorkloadWithAClearReason() throws IOException, InterruptedException {
        String budgeted = "budgeted";
        KubeClient.expect(
                hub.create(
                        "/api/v1/namespaces",
                        Json.MAPPER.readTree(
                                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"budgeted\"}}")),
                "namespace");
        KubeClient.expect(
                hub.create(GROUP + "/namespaces/" + budgeted + "/budgets", Json.MAPPER.readTree("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "Budget",
                         "metadata": {"name": "monthly", "namespace": "budgeted"}, "spec": {"maxHourlyCost": "2.50"}}""")), "budget");
        for (String name : List.of("one", "two", "three")) {
            create(budgeted, name, """
                    {"model": {"id": "BAAI/bge-m3", "contextLength": 8192}, "replicas": 1,
                     "gpu": {"anyOf": [{"product": "A10G"}], "count": 1},
                     "placement": {"clusters": ["aws-euw1"], "tiers": ["on-demand"]}}""");
            String path = GROUP + "/namespaces/" + budgeted + "/inferenceworkloads/" + name;
            String reason = name.equals("three") ? "OverBudget" : "PlanHolds";
            soon(() -> assertThat(condition(hub.get(path).body().path("status"), "Placed")
                            .path("reason")
                            .asText())
                    .isEqualTo(reason));
        }
        assertThat(condition(
                                hub.get(GROUP + "/namespaces/budgeted/inferenceworkloads/three")
                                        .body()
                                        .path("status"),
                                "Placed")
                        .path("message")
                        .asText())
                .contains("budget budgeted/monthly allows 2.50 USD/h")
                .contains("raise spec.maxHourlyCost, or scale something down");
    }

    @Test
    void aLargeModelNeverLandsWhereGpusAreFreeOnlyInPieces() throws IOException, InterruptedException {
        // westeurope has seven A100 of 80 GB, at most two of them on one node
        create("pieces", """
                {"model": {"id": "meta-llama/Llama-3.1-70B-Instruct", "contextLength": 8192}, "replicas": 1,
                 "gpu": {"anyOf": [{"product": "A100-80GB"}], "count": 4},
                 "placement": {"clusters": ["azure-weu"]}}""");

        soon(() -> assertThat(
                        condition(status("pieces"), "Placed").path("reason").asText())
                .isEqualTo("FitsNowhere"));
        assertThat(placements("pieces")).isEmpty();
        assertThat(turnedDown("pieces")).anySatisfy(reason -> assertThat(reason).contains("azure-weu NodeTooSmall"));
    }

    @Test
    void slicesOfAGpuAreAPlaceOfTheirOwn() throws IOException, InterruptedException {
        create("sliced", """
                {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 8192}, "replicas": 7,
                 "gpu": {"anyOf": [{"product": "H100-MIG-3g.40gb"}], "count": 1}}""");

        soon(() -> assertThat(placements("sliced")).containsExactly("aws-euw1 6 serving 30.00"));
        soon(() -> assertThat(status("sliced").path("ready").asText()).isEqualTo("6/7"));
        soon(() -> assertThat(hub.get(GROUP + "/memberclusters/aws-euw1")
                        .body()
                        .at("/status/gpusFree")
                        .asText())
                .contains("H100 4/4", "H100-MIG-1g.10gb 7/7", "H100-MIG-3g.40gb 0/6"));
        JsonNode slices = hub.get("/api/v1/members/aws-euw1/inventory").body().findPath("slices");
        assertThat(slices.at("/1/resource").asText()).isEqualTo("nvidia.com/mig-3g.40gb");
        assertThat(slices.at("/1/heldBy/0/workload").asText()).isEqualTo(NAMESPACE + "/sliced");
        String pods = "/api/v1/namespaces/" + NAMESPACE + "/pods?labelSelector=windrose.dev/workload=sliced";
        try (var member = fleet.member("aws-euw1")) {
            assertThat(member.get(pods).body().path("items"))
                    .hasSize(6)
                    .allSatisfy(pod -> assertThat(pod.at("/spec/containers/0/resources/limits")
                                    .toString())
                            .isEqualTo("{\"nvidia.com/mig-3g.40gb\":\"1\"}"));
        } finally {
            hub.delete(WORKLOADS + "/sliced");
        }
    }

    /** The demo's clusters, one of them with a node of eight H100s, four of them cut. */
    private static Path withSlices(Path folder) throws IOException {
        String cut = """
                      - name: a10g
                        instanceType: g5.xlarge
                """;
        String demo = Files.readString(Path.of("..", "demo", "fleet.yaml"));
        assertThat(demo).containsOnlyOnce(cut);
        return Files.writeString(folder.resolve("fleet.yaml"), demo.replace(cut, """
                      - name: h100-mig
                        instanceType: p5.48xlarge
                        count: 1
                        gpuProduct: NVIDIA-H100-80GB-HBM3
                        gpusPerNode: 8
                        migGpus: 4
                        migSlices: {3g.40gb: 6, 1g.10gb: 7}
                        taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]
                """ + cut));
    }

    @Test
    void whoHasAnotherPlaceMakesRoomForWhoHasNone() throws IOException, InterruptedException {
        try {
            create("flexible", h100(8, "\"aws-use1\", \"azure-weu\""));
            soon(() -> assertThat(status("flexible").path("ready").asText()).isEqualTo("8/8"));
            Map<String, Integer> before = replicas("flexible");
            assertThat(before).as("all where it is cheapest").hasSize(1);
            String cheapest = before.keySet().iterator().next();

            create("rigid", h100(2, "\"" + cheapest + "\""));

            await().atMost(MAKING_ROOM).untilAsserted(() -> {
                assertThat(status("rigid").path("ready").asText())
                        .as(() -> joint().toString())
                        .isEqualTo("2/2");
                assertThat(replicas("flexible")).containsEntry(cheapest, 6).hasSize(2);
            });
            assertThat(status("flexible").path("ready").asText()).isEqualTo("8/8");
            assertThat(joint().path("solver").asText()).isEqualTo("glop");
            assertThat(joint().path("gapPercent").isNumber())
                    .as(joint().toString())
                    .isTrue();
        } finally {
            hub.delete(WORKLOADS + "/flexible");
            hub.delete(WORKLOADS + "/rigid");
        }
    }

    private JsonNode joint() {
        try {
            return hub.get("/api/v1/placements/plan").body().path("joint");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String h100(int replicas, String clusters) {
        return """
                {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 8192}, "replicas": %d,
                 "gpu": {"anyOf": [{"product": "H100"}], "count": 1},
                 "placement": {"clusters": [%s], "tiers": ["on-demand"]}}""".formatted(replicas, clusters);
    }

    @Test
    void theDemoOfPlacementReachesItsOutcome() throws IOException, InterruptedException {
        Finished demo = fleet.run("demo", "placement");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output())
                .contains("burst: {gcp-ase1=", "gcp was out of g2-standard-12", "budget demo-budget/monthly allows");
    }

    @Test
    void replicasFollowTheLoadWithinTheirBoundsAndStayWhenItIsNotTold() throws IOException, InterruptedException {
        create("followed", followed(4));
        soon(() -> assertThat(status("followed").path("ready").asText()).isEqualTo("1/1"));
        try (var member = fleet.member("azure-weu")) {
            load(member, "24"); // requests, 8 for each replica
            later(() -> assertThat(scaling("followed")).isEqualTo("3/3 OnTarget 24"));

            load(member, "800");
            later(() -> assertThat(scaling("followed")).isEqualTo("4/4 AtMax 800"));

            load(member, "silent");
            later(() -> assertThat(scaling("followed")).isEqualTo("4/4 NoMetrics "));
            assertThat(status("followed").path("autoscaling").path("message").asText())
                    .isEqualTo("held at 4: none of 4 replicas told its load");

            load(member, "0");
            later(() -> assertThat(scaling("followed")).startsWith("1/1 "));
            assertThat(reasons("followed")).contains("ScaledUp", "LoadUnknown", "ScaledDown");
        } finally {
            hub.delete(WORKLOADS + "/followed");
        }
    }

    @Test
    void replicasThatAMembersAutoscalerSetsAreLeftToIt() throws IOException, InterruptedException {
        create("led", followed(3));
        soon(() -> assertThat(status("led").path("ready").asText()).isEqualTo("1/1"));
        try (var member = fleet.member("azure-weu")) {
            String deployments = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments";
            String name = "";
            for (JsonNode each : member.get(deployments).body().path("items")) {
                if (each.path("metadata")
                        .path("labels")
                        .path("windrose.dev/workload")
                        .asText()
                        .equals("led")) {
                    name = each.path("metadata").path("name").asText();
                }
            }
            KubeClient.expect(
                    member.create(
                            "/apis/autoscaling/v2/namespaces/" + NAMESPACE + "/horizontalpodautoscalers",
                            Json.MAPPER.readTree("""
                                    {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                                     "metadata": {"name": "led-hpa", "namespace": "placement"},
                                     "spec": {"minReplicas": 2, "maxReplicas": 2, "scaleTargetRef":
                                       {"apiVersion": "apps/v1", "kind": "Deployment", "name": "%s"}}}""".formatted(name))),
                    "autoscaler");
            soon(() -> assertThat(scaling("led")).isEqualTo("1/1 MemberAutoscaler "));

            KubeClient.expect(
                    member.mergePatch(deployments + "/" + name, Json.MAPPER.readTree("{\"spec\": {\"replicas\": 2}}")),
                    "scale");

            soon(() -> assertThat(scaling("led")).isEqualTo("2/2 MemberAutoscaler "));
            assertThat(status("led").path("autoscaling").path("message").asText())
                    .contains("led-hpa in azure-weu");
        } finally {
            hub.delete(WORKLOADS + "/led");
        }
    }

    private static String followed(int most) {
        return """
                {"model": {"id": "BAAI/bge-m3", "contextLength": 8192},
                 "gpu": {"anyOf": [{"product": "A100-80GB"}], "count": 1}, "placement": {"clusters": ["azure-weu"]},
                 "autoscaling": {"maxReplicas": %d, "target": 8, "scaleUpDelay": "2s", "scaleDownDelay": "6s"}}""".formatted(most);
    }

    /** How many requests wait in the member, as the engines of its pods tell. */
    private static void load(KubeClient member, String waiting) throws IOException, InterruptedException {
        KubeClient.expect(
                member.apply(
                        "/api/v1/namespaces/" + NAMESPACE + "/configmaps/simulated-load",
                        Json.MAPPER.readTree("""
                                {"apiVersion": "v1", "kind": "ConfigMap",
                                 "metadata": {"name": "simulated-load", "namespace": "placement"},
                                 "data": {"followed": "%s"}}""".formatted(waiting)),
                        "test",
                        true),
                "load");
    }

    private String scaling(String name) throws IOException, InterruptedException {
        JsonNode status = status(name);
        JsonNode scaling = status.path("autoscaling");
        return "%s %s %s"
                .formatted(
                        status.path("ready").asText(),
                        scaling.path("reason").asText(),
                        scaling.path("value").asText());
    }

    private List<String> reasons(String name) throws IOException, InterruptedException {
        var reasons = new ArrayList<String>();
        for (JsonNode event :
                hub.get("/api/v1/namespaces/" + NAMESPACE + "/events").body().path("items")) {
            if (event.path("involvedObject").path("name").asText().equals(name)) {
                reasons.add(event.path("reason").asText());
            }
        }
        return reasons;
    }

    private static String l4(int replicas) {
        return """
                {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 8192}, "replicas": %d,
                 "gpu": {"anyOf": [{"product": "L4"}], "count": 1},
                 "placement": {"clusters": ["gcp-usc1", "gcp-ase1"], "tiers": ["on-demand"]}}""".formatted(replicas);
    }

    private void prices(String awsT4, String fourGcpT4) throws IOException {
        Path fresh = prices.resolveSibling("fresh.csv");
        Files.writeString(fresh, """
                cloud,region,instance_type,price_od_usd_h,accelerator,accelerator_count,gpu_mem_mib,source
                aws,eu-west-1,g4dn.xlarge,%s,T4,1,15360,test
                gcp,asia-southeast1,n1-standard-16,%s,T4,4,15360,test
                aws,eu-west-1,p5.48xlarge,80.00,H100,8,81559,test
                gcp,us-central1,g2-standard-12,1.00,L4,1,23034,test
                gcp,asia-southeast1,g2-standard-12,1.23,L4,1,23034,test
                """.formatted(awsT4, fourGcpT4));
        Files.move(fresh, prices, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void create(String name, String spec) throws IOException, InterruptedException {
        create(NAMESPACE, name, spec);
    }

    private void create(String namespace, String name, String spec) throws IOException, InterruptedException {
        ObjectNode workload = Json.MAPPER.createObjectNode();
        workload.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
        workload.putObject("metadata").put("name", name).put("namespace", namespace);
        workload.set("spec", Json.MAPPER.readTree(spec));
        KubeClient.expect(
                hub.create(GROUP + "/namespaces/" + namespace + "/inferenceworkloads", workload), "workload " + name);
    }

    private JsonNode status(String name) throws IOException, InterruptedException {
        return hub.get(WORKLOADS + "/" + name).body().path("status");
    }

    private List<String> placements(String name) throws IOException, InterruptedException {
        var placed = new ArrayList<String>();
        for (JsonNode part : status(name).path("placements")) {
            placed.add("%s %d %s %s"
                    .formatted(
                            part.path("cluster").asText(),
                            part.path("replicas").asInt(),
                            part.path("phase").asText(),
                            part.path("hourlyCost").asText()));
        }
        return placed;
    }

    private Map<String, Integer> replicas(String name) throws IOException, InterruptedException {
        var replicas = new TreeMap<String, Integer>();
        for (JsonNode part : status(name).path("placements")) {
            if (!part.path("phase").asText().equals("draining")) {
                replicas.merge(
                        part.path("cluster").asText(), part.path("replicas").asInt(), Integer::sum);
            }
        }
        return replicas;
    }

    private List<String> turnedDown(String name) throws IOException, InterruptedException {
        var reasons = new ArrayList<String>();
        for (JsonNode each : status(name).path("turnedDown")) {
            reasons.add("%s %s %s"
                    .formatted(
                            each.path("cluster").asText(),
                            each.path("reason").asText(),
                            each.path("message").asText()));
        }
        return reasons;
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return Json.MAPPER.missingNode();
    }

    /** After as many readings as a change of the number takes. */
    private static void later(ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
    }

    private static void soon(ThrowingRunnable holds) {
        await().atMost(SOON).untilAsserted(holds);
    }
}
