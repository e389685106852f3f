package dev.windrose.hub.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.placement.fit.ConfigReading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client on a server that answers as the Hub does. */
class ModelHubIT {
    private static final String ID = "someone/tuned-8b";
    private static final String CONFIG_PATH = "/" + ID + "/resolve/main/config.json";
    private static final String CONFIG = """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336,
             "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256,
             "max_position_embeddings": 131072, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}""";

    @TempDir
    Path folder;

    private record Seen(String path, String etag, String authorization) {}

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private HttpServer cdn;

    @BeforeEach
    void start() throws IOException {
        server = serve();
        cdn = serve();
        answer(CONFIG_PATH, 200, CONFIG);
    }

    private HttpServer serve() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(runnable -> Thread.ofVirtual().start(runnable));
        http.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            seen.add(new Seen(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(headers.getFirst("If-None-Match")),
                    String.valueOf(headers.getFirst("Authorization"))));
            try (exchange) {
                handlers.getOrDefault(exchange.getRequestURI().getPath(), e -> send(e, 404, "Not Found"))
                        .handle(exchange);
            }
        });
        http.start();
        return http;
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        cdn.stop(0);
    }

    private void answer(String path, int code, String body) {
        handlers.put(path, exchange -> send(exchange, code, body));
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("ETag", "\"v1\"");
        exchange.sendResponseHeaders(code, code == 304 ? -1 : bytes.length);
        if (code != 304) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private ModelHub hub(Optional<Path> token, String... redirectHosts) {
        return new ModelHub(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                token,
                Set.of(redirectHosts),
                Duration.ofSeconds(2));
    }

    private static String refusal(ModelHub.Answer answer) {
        assertThat(answer).isInstanceOf(ModelHub.Answer.Refused.class);
        return ((ModelHub.Answer.Refused) answer).why();
    }

    @Test
    void readsConfigAndCountAndTellsTheEtagNextTime() {
        answer("/api/models/" + ID, 200, """
                {"id": "someone/tuned-8b", "safetensors": {"parameters": {"BF16": 8030261248}, "total": 8030261248}}""");
        var found = (ModelHub.Answer.Found) hub(Optional.empty()).ask(ID, "");
        handlers.put(
                CONFIG_PATH,
                exchange -> send(
                        exchange,
                        "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match")) ? 304 : 200,
                        CONFIG));

        var again = hub(Optional.empty()).ask(ID, found.etag());

        var stored =
                new StoredConfig(ID, Instant.EPOCH, found.etag(), Optional.of(found.config()), found.checkpoint(), "");
        assertThat(stored.reading().orElseThrow()).isInstanceOfSatisfying(ConfigReading.Known.class, known -> {
            assertThat(known.facts().size().parameters()).isEqualTo(8_030_261_248L);
            assertThat(known.facts().attention().kvHeads()).isEqualTo(8);
        });
        assertThat(again).isEqualTo(new ModelHub.Answer.Same());
    }

    @Test
    void takesTheSizeOfTheFilesWhereNobodyCounts() {
        answer("/" + ID + "/resolve/main/model.safetensors.index.json", 200, """
                {"metadata": {"total_size": 16060522496}, "weight_map": {}}""");

        var found = (ModelHub.Answer.Found) hub(Optional.empty()).ask(ID, "");

        assertThat(found.checkpoint().bytes()).hasValue(16_060_522_496L);
    }

    @Test
    void saysThatALicenceWantsAcceptingAndATokenGiving() throws IOException {
        answer(CONFIG_PATH, 401, "{\"error\": \"gated\"}");
        var token = Files.writeString(folder.resolve("token"), "hf_secret\n");

        assertThat(refusal(hub(Optional.empty()).ask(ID, "")))
                .contains("accepted its licence")
                .contains("windrose.hub.models.token-file");
        answer(CONFIG_PATH, 403, "");
        assertThat(refusal(hub(Optional.of(token)).ask(ID, "")))
                .contains("Accept the licence")
                .doesNotContain("hf_secret");
        assertThat(seen.getLast().authorization()).isEqualTo("Bearer hf_secret");
    }

    @Test
    void followsToNamedHostsOnlyAndGivesThemNoToken() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "hf_secret");
        var elsewhere = "http://localhost:%d/blob".formatted(cdn.getAddress().getPort());
        handlers.put(CONFIG_PATH, exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere);
            exchange.sendResponseHeaders(307, -1);
        });
        answer("/blob", 200, CONFIG);

        assertThat(refusal(hub(Optional.of(token)).ask(ID, "")))
                .contains("a redirect to localhost")
                .contains("redirect-hosts");
        assertThat(seen).noneMatch(each -> each.path().equals("/blob"));

        assertThat(hub(Optional.of(token), "localhost").ask(ID, "")).isInstanceOf(ModelHub.Answer.Found.class);
        assertThat(seen)
                .filteredOn(each -> each.path().equals("/blob"))
                .extracting(Seen::authorization)
                .containsExactly("null");
    }

    @Test
    void aRoundOfRedirectsEnds() {
        handlers.put(CONFIG_PATH, exchange -> {
            exchange.getResponseHeaders().set("Location", CONFIG_PATH);
            exchange.sendResponseHeaders(302, -1);
        });

        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("more than 3 redirects");
    }

    @Test
    void whatIsHugeSlowBrokenOrAwayIsNoAnswer() {
        answer(CONFIG_PATH, 200, "[" + "1,".repeat(2_000_000) + "1]");
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("cannot be asked");
        answer(CONFIG_PATH, 200, "{\"hidden_size\": ");
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("no JSON object");
        answer(CONFIG_PATH, 503, "");
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("answered 503; it is asked again");
        answer(CONFIG_PATH, 404, "");
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("no model someone/tuned-8b");
        handlers.put(CONFIG_PATH, _ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("cannot be asked");
        server.stop(0);
        assertThat(refusal(hub(Optional.empty()).ask(ID, ""))).contains("cannot be asked");
    }

    @Test
    void anIdLeadsNowhereElseOnTheServer() {
        for (var id : List.of("../../etc", "a/b/c", "a/../b", "someone/x?y=z", "plain", "a/b#c", "a/..")) {
            assertThat(refusal(hub(Optional.empty()).ask(id, ""))).contains("publisher/name");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aTokenThatIsNoneStopsBeforeItIsSent() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "two lines\nof text");

        assertThat(refusal(hub(Optional.of(token)).ask(ID, "")))
                .contains("holds no token")
                .doesNotContain("two lines");
        assertThat(refusal(hub(Optional.of(folder.resolve("none"))).ask(ID, "")))
                .contains("cannot be read");
        assertThat(seen).isEmpty();
    }
}
