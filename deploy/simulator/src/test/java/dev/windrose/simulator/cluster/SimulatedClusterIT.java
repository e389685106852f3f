package dev.windrose.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.simulator.control.Delays;
import dev.windrose.simulator.json.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedClusterIT {
    private static final long SECONDS = 30;
    private static final String SERVICE = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "chat", "namespace": "default"},
             "spec": {"selector": {"app": "chat"}, "ports": [{"name": "web", "port": 80, "targetPort": "http"}]}}
            """;

    @TempDir
    Path folder;

    @Test
    void appliedDeploymentBecomesAvailableAndStaysSoWhileItRolls() throws Exception {
        Options options =
                Options.forTests().withDelays(new Delays(Duration.ofMillis(60), Duration.ofMillis(20), Duration.ZERO));
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder, options);
                KubernetesClient client = client(cluster)) {
            apply(client, MiniCluster.deployment("chat", 4, 1));
            available(client, "chat", 4);
            Lowest lowest = new Lowest();
            try (Watch _ = client.pods().inNamespace("default").watch(lowest)) {
                lowest.expect(4);
                apply(client, MiniCluster.deployment("chat", 4, 1).replace("vllm:1", "vllm:2"));
                Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS).untilAsserted(() -> {
                    var pods = client.pods().inNamespace("default").list().getItems();
                    assertThat(pods).hasSize(4);
                    assertThat(pods)
                            .allMatch(p -> p.getSpec()
                                    .getContainers()
                                    .getFirst()
                                    .getImage()
                                    .equals("vllm:2"));
                });
                available(client, "chat", 4);
            }
            assertThat(lowest.lowest).isEqualTo(3);
        }
    }

    @Test
    void chatCompletionAnswersThroughTheProxyBothWays() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder);
                KubernetesClient client = client(cluster)) {
            apply(client, MiniCluster.deployment("chat", 2, 1));
            apply(client, SERVICE);
            available(client, "chat", 2);
            String body =
                    "{\"model\": \"meta/llama\", \"messages\": [{\"role\": \"user\", \"content\": \"good morning\"}]}";

            HttpResponse<String> absolute = Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .until(
                            () -> post(cluster, "http://chat.default.svc/v1/chat/completions", body),
                            response -> response.statusCode() == 200);
            assertThat(content(absolute.body())).contains("meta/llama").contains("good morning");

            String ip = client.pods()
                    .inNamespace("default")
                    .list()
                    .getItems()
                    .getFirst()
                    .getStatus()
                    .getPodIP();
            String tunnelled = tunnel(cluster, ip + ":8000", "POST /v1/chat/completions", body);
            assertThat(tunnelled).startsWith("HTTP/1.1 200");
            assertThat(content(tunnelled.substring(tunnelled.indexOf("\r\n\r\n"))))
                    .contains("good morning");

            assertThat(get(cluster, "http://" + ip + ":8000/metrics").body())
                    .contains("vllm:prompt_tokens_total{engine=\"0\",model_name=\"meta/llama\"}")
                    .contains("vllm:time_to_first_token_seconds_bucket");
        }
    }

    @Test
    void metricsOfAPodAreReachedThroughTheApiAndShowThePlayedLoad() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder);
                KubernetesClient client = client(cluster)) {
            apply(
                    client,
                    MiniCluster.deployment("chat", 2, 1)
                            .replace("\"labels\": {", "\"labels\": {\"windrose.dev/workload\": \"chat\", "));
            available(client, "chat", 2);
            apply(client, """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "simulated-load", "namespace": "default"},
                     "data": {"chat": "7"}}""");
            var names = client.pods().inNamespace("default").list().getItems().stream()
                    .map(pod -> pod.getMetadata().getName())
                    .toList();

            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(names)
                            .extracting(name -> metrics(client, name))
                            .anySatisfy(text -> assertThat(text).containsPattern("num_requests_waiting\\{.*} 4.0"))
                            .anySatisfy(text -> assertThat(text).containsPattern("num_requests_waiting\\{.*} 3.0")));

            apply(client, """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "simulated-load", "namespace": "default"},
                     "data": {"chat": "silent"}}""");
            String ip = client.pods()
                    .inNamespace("default")
                    .list()
                    .getItems()
                    .getFirst()
                    .getStatus()
                    .getPodIP();
            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .until(() -> get(cluster, "http://" + ip + ":8000/metrics").statusCode() == 503);
        }
    }

    private static String metrics(KubernetesClient client, String pod) {
        return client.raw("/api/v1/namespaces/default/pods/%s:8000/proxy/metrics".formatted(pod));
    }

    @Test
    void modelServerAnswersWrongRequestsAsOpenAiDoes() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder);
                KubernetesClient client = client(cluster)) {
            apply(client, MiniCluster.deployment("chat", 1, 1));
            available(client, "chat", 1);
            String base = "http://"
                    + client.pods()
                            .inNamespace("default")
                            .list()
                            .getItems()
                            .getFirst()
                            .getStatus()
                            .getPodIP() + ":8000";
            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .until(() -> get(cluster, base + "/health").statusCode() == 200);

            HttpResponse<String> unknown =
                    post(cluster, base + "/v1/chat/completions", "{\"model\": \"x\", \"messages\": [{}]}");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(error(unknown).path("message").asText()).isEqualTo("The model `x` does not exist.");
            assertThat(post(cluster, base + "/v1/chat/completions", "no json").statusCode())
                    .isEqualTo(400);
            assertThat(post(cluster, base + "/v1/chat/completions", "{}").statusCode())
                    .isEqualTo(400);
            assertThat(post(cluster, base + "/v1/embeddings", "{\"input\": \"x\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(get(cluster, base + "/nowhere").statusCode()).isEqualTo(404);
            HttpResponse<String> stream = post(
                    cluster,
                    base + "/v1/chat/completions",
                    "{\"stream\": true, \"max_tokens\": 2, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}");
            assertThat(stream.headers().firstValue("content-type"))
                    .hasValueSatisfying(t -> assertThat(t).startsWith("text/event-stream"));
            assertThat(stream.body().lines().filter(l -> l.startsWith("data: ")))
                    .hasSize(3);
            assertThat(stream.body()).contains("\"finish_reason\":\"length\"").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void proxyRefusesWhatDoesNotAnswer() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder);
                KubernetesClient client = client(cluster)) {
            apply(client, SERVICE);
            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(get(cluster, "http://chat.default.svc/health")
                                    .statusCode())
                            .isEqualTo(503));
            assertThat(get(cluster, "http://10.12.9.9:8000/health").statusCode())
                    .isEqualTo(502);
            assertThat(tunnel(cluster, "10.12.9.9:8000", "GET /health", "")).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void onlyTheTokenOpensTheApi() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder)) {
            Config config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
            try (KubernetesClient stranger = new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(config)
                            .withOauthToken("A".repeat(43))
                            .build())
                    .build()) {
                assertThatThrownBy(() -> stranger.nodes().list())
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                e -> assertThat(e.getCode()).isEqualTo(401));
            }
            for (String file : new String[] {"kubeconfig", "token", "tls.key"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void restartKeepsPortsTokenAndAuthority() throws Exception {
        String kubeconfig;
        int proxy;
        try (SimulatedCluster cluster = SimulatedCluster.start(
                MiniCluster.spec(), folder, Options.forTests().withJournal())) {
            kubeconfig = Files.readString(cluster.kubeconfig());
            proxy = cluster.proxyPort();
        }
        try (SimulatedCluster cluster = SimulatedCluster.start(
                        MiniCluster.spec(), folder, Options.forTests().withJournal());
                KubernetesClient client = client(cluster)) {
            assertThat(Files.readString(cluster.kubeconfig())).isEqualTo(kubeconfig);
            assertThat(cluster.proxyPort()).isEqualTo(proxy);
            assertThat(client.nodes().list().getItems()).hasSize(3);
        }
    }

    @Test
    void deletedNamespaceTakesEverythingAlong() throws Exception {
        try (SimulatedCluster cluster = SimulatedCluster.start(MiniCluster.spec(), folder);
                KubernetesClient client = client(cluster)) {
            apply(client, "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"gone\"}}");
            apply(
                    client,
                    MiniCluster.deployment("chat", 2, 1)
                            .replace("{\"name\": \"chat\"}", "{\"name\": \"chat\", \"namespace\": \"gone\"}"));
            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .until(() ->
                            client.pods().inNamespace("gone").list().getItems().size() == 2);

            client.namespaces().withName("gone").delete();

            Awaitility.await()
                    .atMost(SECONDS, TimeUnit.SECONDS)
                    .until(() -> client.namespaces().withName("gone").get() == null);
            assertThat(client.pods().inNamespace("gone").list().getItems()).isEmpty();
        }
    }

    /** The fewest pods that were ready at once, by a watch. */
    private static final class Lowest implements Watcher<Pod> {
        private final Map<String, Boolean> ready = new HashMap<>();
        private volatile long count;
        private volatile long lowest = Long.MAX_VALUE;
        private volatile boolean measuring;

        void expect(long pods) {
            Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> count == pods);
            lowest = pods;
            measuring = true;
        }

        @Override
        public synchronized void eventReceived(Action action, Pod pod) {
            boolean serving = action != Action.DELETED
                    && pod.getMetadata().getDeletionTimestamp() == null
                    && pod.getStatus() != null
                    && pod.getStatus().getConditions().stream()
                            .anyMatch(c ->
                                    c.getType().equals("Ready") && c.getStatus().equals("True"));
            ready.put(pod.getMetadata().getName(), serving);
            count = ready.values().stream().filter(r -> r).count();
            if (measuring) {
                lowest = Math.min(lowest, count);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            count = -1;
        }
    }

    private static KubernetesClient client(SimulatedCluster cluster) throws IOException {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
                .build();
    }

    private static void apply(KubernetesClient client, String json) {
        client.resource(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("test")
                        .withForce(true)
                        .build());
    }

    private static void available(KubernetesClient client, String name, int replicas) {
        Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> {
            Deployment found = client.apps()
                    .deployments()
                    .inNamespace("default")
                    .withName(name)
                    .get();
            return found.getStatus() != null
                    && Integer.valueOf(replicas).equals(found.getStatus().getAvailableReplicas())
                    && Integer.valueOf(replicas).equals(found.getStatus().getUpdatedReplicas())
                    && found.getMetadata()
                            .getGeneration()
                            .equals(found.getStatus().getObservedGeneration());
        });
    }

    private static HttpResponse<String> post(SimulatedCluster cluster, String uri, String body) throws Exception {
        return send(cluster, HttpRequest.newBuilder(URI.create(uri)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(SimulatedCluster cluster, String uri) throws Exception {
        return send(cluster, HttpRequest.newBuilder(URI.create(uri)));
    }

    private static HttpResponse<String> send(SimulatedCluster cluster, HttpRequest.Builder request) throws Exception {
        var proxy = ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.proxyPort()));
        try (HttpClient http = HttpClient.newBuilder()
                .proxy(proxy)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return http.send(
                    request.timeout(Duration.ofSeconds(SECONDS)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** CONNECT, then one request; what came after the proxy's own answer, or that answer when it refused. */
    private static String tunnel(SimulatedCluster cluster, String target, String request, String body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.proxyPort())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            write(socket, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(target, target));
            String answer = head(socket.getInputStream());
            if (!answer.startsWith("HTTP/1.1 200")) {
                return answer;
            }
            write(
                    socket,
                    "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(request, target, body.length(), body));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read();
                c >= 0 && head.indexOf("\r\n\r\n") < 0;
                c = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1) {
            head.append((char) c);
        }
        return head.toString();
    }

    private static String content(String body) throws IOException {
        JsonNode answer = Json.MAPPER.readTree(body);
        return answer.path("choices").path(0).path("message").path("content").asText();
    }

    private static JsonNode error(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body()).path("error");
    }
}
