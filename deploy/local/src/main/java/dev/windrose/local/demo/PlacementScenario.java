package dev.windrose.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.Progress;
import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A cloud that runs out of machines, a budget that is spent, and GPUs that are free only in pieces: what cannot be where it
 * would be cheapest goes elsewhere, or says why not.
 */
final class PlacementScenario implements Scenario {
    private static final String NAMESPACE = "demo-placement";
    private static final String BUDGETED = "demo-budget";
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1/namespaces/";
    private static final String CLOUD = "/api/v1/namespaces/kube-system/configmaps";
    private static final String SOLD_OUT = "gcp-usc1";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public String about() {
        return "a cloud is sold out, a budget is spent, GPUs are free in pieces: workloads go elsewhere or say why not";
    }

    @Override
    public List<String> play(FleetPaths paths, Progress progress) throws IOException, InterruptedException {
        var cluster = SimulatedCluster.named(paths, SOLD_OUT);
        try (var hub = HubAccess.client(paths);
                var member = KubeClient.of(Kubeconfig.read(cluster.kubeconfig()))) {
            var run = new Run(progress, hub, member);
            try {
                run.pieces();
                run.soldOut();
                run.budget();
                return List.copyOf(run.faults);
            } finally {
                run.tidyUp();
            }
        }
    }

    /** One playing of it. */
    private static final class Run {
        private final Progress progress;
        private final KubeClient hub;
        private final KubeClient member;
        private final List<String> faults = new ArrayList<>();

        Run(Progress progress, KubeClient hub, KubeClient member) {
            this.progress = progress;
            this.hub = hub;
            this.member = member;
        }

        void pieces() throws IOException, InterruptedException {
            namespace(NAMESPACE);
            workload(NAMESPACE, "pieces", """
                    {"model": {"id": "meta-llama/Llama-3.1-70B-Instruct", "contextLength": 8192},
                     "gpu": {"anyOf": [{"product": "A100-80GB"}], "count": 4}, "placement": {"clusters": ["azure-weu"]}}""");
            progress.step(
                    "pieces: a 70B model wants four A100 of one node of azure-weu, whose seven are on nodes of one or two");
            expect(
                    "pieces",
                    "is turned down",
                    at(NAMESPACE, "pieces"),
                    status -> reason(status).equals("FitsNowhere"));
            tell(at(NAMESPACE, "pieces"));
        }

        void soldOut() throws IOException, InterruptedException {
            KubeClient.expect(
                    member.apply(CLOUD + "/simulated-cloud", Json.MAPPER.readTree("""
                            {"apiVersion": "v1", "kind": "ConfigMap",
                             "metadata": {"name": "simulated-cloud", "namespace": "kube-system"},
                             "data": {"stockout": "*"}}"""), "windrose-demo", true),
                    "the cloud that is sold out");
            progress.step(
                    "burst: seven L4 are wanted of gcp-usc1 and gcp-ase1; from now on the cloud has no more machines in "
                            + SOLD_OUT);
            workload(NAMESPACE, "burst", l4(7, "\"gcp-usc1\", \"gcp-ase1\""));
            expect(
                    "burst",
                    "has all seven replicas",
                    at(NAMESPACE, "burst"),
                    status -> ready(status).equals("7/7"));
            progress.step("burst: " + replicas(status(at(NAMESPACE, "burst"))));
            workload(NAMESPACE, "late", l4(4, "\"gcp-usc1\""));
            progress.step("late: four more are wanted of " + SOLD_OUT + " alone");
            expect(
                    "late",
                    "knows of the stock-out",
                    at(NAMESPACE, "late"),
                    status -> status.path("turnedDown").toString().contains("StockedOut"));
            tell(at(NAMESPACE, "late"));
        }

        void budget() throws IOException, InterruptedException {
            namespace(BUDGETED);
            KubeClient.expect(hub.create(GROUP + BUDGETED + "/budgets", Json.MAPPER.readTree("""
                            {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "Budget",
                             "metadata": {"name": "monthly"}, "spec": {"maxGpus": 2}}""")), "the budget");
            progress.step(
                    "budget: the namespace %s may have two GPUs, three workloads want one each".formatted(BUDGETED));
            for (String name : List.of("one", "two", "three")) {
                workload(BUDGETED, name, """
                        {"model": {"id": "BAAI/bge-m3", "contextLength": 8192},
                         "gpu": {"anyOf": [{"product": "T4"}, {"product": "A10G"}], "count": 1}}""");
                String wanted = name.equals("three") ? "OverBudget" : "PlanHolds";
                expect(
                        name,
                        "is " + wanted,
                        at(BUDGETED, name),
                        status -> reason(status).equals(wanted));
            }
            tell(at(BUDGETED, "three"));
        }

        private void expect(String name, String what, String path, Predicate<JsonNode> holds)
                throws InterruptedException {
            if (!Patience.reached(SOON, () -> holds.test(status(path)))) {
                faults.add("%s: within %d s it was not so that it %s".formatted(name, SOON.toSeconds(), what));
            }
        }

        private void tell(String path) throws IOException, InterruptedException {
            progress.step("%s: %s".formatted(path.substring(path.lastIndexOf('/') + 1), message(status(path))));
        }

        private JsonNode status(String path) throws IOException, InterruptedException {
            return hub.get(path).body().path("status");
        }

        private void namespace(String name) throws IOException, InterruptedException {
            ObjectNode namespace =
                    Json.MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
            namespace.putObject("metadata").put("name", name);
            KubeClient.expect(
                    hub.apply("/api/v1/namespaces/" + name, namespace, "windrose-demo", true), "namespace " + name);
        }

        private void workload(String namespace, String name, String spec) throws IOException, InterruptedException {
            ObjectNode workload = Json.MAPPER.createObjectNode();
            workload.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
            workload.putObject("metadata").put("name", name).put("namespace", namespace);
            workload.set("spec", Json.MAPPER.readTree(spec));
            KubeClient.expect(hub.apply(at(namespace, name), workload, "windrose-demo", true), "workload " + name);
        }

        void tidyUp() throws IOException, InterruptedException {
            member.delete(CLOUD + "/simulated-cloud");
            hub.delete("/api/v1/namespaces/" + NAMESPACE);
            hub.delete("/api/v1/namespaces/" + BUDGETED);
        }
    }

    private static String at(String namespace, String name) {
        return GROUP + namespace + "/inferenceworkloads/" + name;
    }

    private static String l4(int replicas, String clusters) {
        return """
                {"model": {"id": "meta-llama/Llama-3.1-8B-Instruct", "contextLength": 8192}, "replicas": %d,
                 "gpu": {"anyOf": [{"product": "L4"}], "count": 1},
                 "placement": {"clusters": [%s], "tiers": ["on-demand"]}}""".formatted(replicas, clusters);
    }

    private static String ready(JsonNode status) {
        return status.path("ready").asText();
    }

    private static Map<String, Integer> replicas(JsonNode status) {
        var replicas = new TreeMap<String, Integer>();
        status.path("placements")
                .forEach(part -> replicas.merge(
                        part.path("cluster").asText(), part.path("replicas").asInt(), Integer::sum));
        return replicas;
    }

    private static String reason(JsonNode status) {
        return placed(status).path("reason").asText();
    }

    private static String message(JsonNode status) {
        return placed(status).path("message").asText();
    }

    private static JsonNode placed(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Placed")) {
                return condition;
            }
        }
        return Json.MAPPER.missingNode();
    }
}
