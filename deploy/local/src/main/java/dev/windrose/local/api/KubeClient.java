package dev.windrose.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A caller of one Kubernetes API by bearer token, trusting one CA. Answers are values: every status comes back as it is.
 */
public final class KubeClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI server;
    private final String token;
    private final HttpClient http;

    /**
     * @param server e.g. https://127.0.0.1:8443
     * @param caPem the only authorities that are trusted
     * @param token sent as bearer
     */
    public KubeClient(URI server, String caPem, String token) {
        this.server = server;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // a watch is one connection that can be cut
                .sslContext(Trust.only(caPem))
                .sslParameters(Trust.cheapSuites())
                .connectTimeout(Duration.ofSeconds(3))
                .build();
    }

    /** Nobody answers. */
    public static final class SilentServer extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        SilentServer(URI server, IOException cause) {
            super("%s does not answer. Maybe it starts again: ./fleet status, ./fleet logs".formatted(server), cause);
        }
    }

    public static KubeClient of(Kubeconfig config) {
        return new KubeClient(config.server(), config.caPem(), config.token());
    }

    /**
     * What came back.
     *
     * @param status HTTP status
     * @param body JSON, or an object with the text when it is none
     */
    public record Answer(int status, JsonNode body) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The server's own words about a refusal. */
        public String message() {
            return body.path("message").asText(body.toString());
        }
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Body of a 200; empty for 404. */
    public Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        Answer answer = get(path);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(expect(answer, "GET " + path).body());
    }

    public Answer create(String path, JsonNode object) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(object.toString())));
    }

    /** Creates from JSON text; what a successful answer carries is not read. For callers that measure. */
    public Answer createUnread(String path, String json) throws IOException, InterruptedException {
        return answer(http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                KubeClient::failuresOnly));
    }

    /** Deletes; what a successful answer carries is not read. */
    public Answer deleteUnread(String path) throws IOException, InterruptedException {
        return answer(http.send(request(path).DELETE().build(), KubeClient::failuresOnly));
    }

    private static HttpResponse.BodySubscriber<String> failuresOnly(HttpResponse.ResponseInfo head) {
        return head.statusCode() < 300
                ? HttpResponse.BodySubscribers.replacing("")
                : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    /** Like {@link #create}, without waiting. */
    public CompletableFuture<Answer> createAsync(String path, JsonNode object) {
        return http.sendAsync(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(object.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(KubeClient::answer);
    }

    public CompletableFuture<Answer> deleteAsync(String path) {
        return http.sendAsync(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(KubeClient::answer);
    }

    /** Server-side apply. Without force, 409 says who else holds a field; with it, what the caller names is the caller's. */
    public Answer apply(String path, JsonNode object, String manager, boolean force)
            throws IOException, InterruptedException {
        return send(request(path + "?fieldManager=" + manager + "&force=" + force)
                .header("Content-Type", "application/apply-patch+yaml")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(object.toString())));
    }

    public Answer mergePatch(String path, JsonNode patch) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch.toString())));
    }

    public Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /**
     * Events from here on, one JSON object each; the stream ends when the server ends it or when it is closed.
     *
     * @param path of a list, with whatever selects; {@code watch=1} is added
     */
    public Stream<JsonNode> watch(String path) throws IOException, InterruptedException {
        return lines(path, "application/json").map(KubeClient::parse);
    }

    /** The same with nothing of the objects but their metadata, and each event as the text it is. */
    public Stream<String> watchMetadata(String path) throws IOException, InterruptedException {
        return lines(path, "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    private Stream<String> lines(String path, String accept) throws IOException, InterruptedException {
        String separator = path.contains("?") ? "&" : "?";
        var response = http.send(
                HttpRequest.newBuilder(server.resolve(path + separator + "watch=1"))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", accept)
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            try (var lines = response.body()) {
                throw new IOException("watch of %s answered %d: %s"
                        .formatted(path, response.statusCode(), lines.limit(3).toList()));
            }
        }
        return response.body().filter(line -> !line.isBlank());
    }

    /** @throws IOException unless it was answered with success */
    public static Answer expect(Answer answer, String what) throws IOException {
        if (!answer.ok()) {
            throw new IOException("%s was answered with %d: %s".formatted(what, answer.status(), answer.message()));
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (ConnectException | HttpTimeoutException e) {
            throw new SilentServer(server, e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        String body = response.body();
        return new Answer(response.statusCode(), body == null || body.isBlank() ? empty() : parse(body));
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode node = Json.MAPPER.readTree(text);
            return node.isContainerNode() ? node : empty().put("message", text);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return empty().put("message", text);
        }
    }

    private static ObjectNode empty() {
        return Json.MAPPER.createObjectNode();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
