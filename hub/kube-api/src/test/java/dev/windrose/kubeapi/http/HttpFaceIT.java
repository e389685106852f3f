package dev.windrose.kubeapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.store.InMemoryResourceStore;
import dev.windrose.kubeapi.store.Journal;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP face answers, byte for byte where clients depend on it. */
@Timeout(90)
class HttpFaceIT {
    private static final String WIDGETS = "/apis/demo.windrose.dev/v1/namespaces/default/widgets";

    private final Vertx vertx = Vertx.vertx();
    private final FlakyStore store = new FlakyStore();
    private DemoServer server;
    private HttpClient client;

    private record Answer(int code, Map<String, String> headers, String text) {
        JsonNode json() {
            return Json.read(text);
        }
    }

    /** A store whose reads can be broken. */
    private static final class FlakyStore implements ResourceStore {
        private final ResourceStore inner =
                new InMemoryResourceStore(20_000, Journal.NONE, InMemoryResourceStore.Snapshot.EMPTY);
        private volatile boolean away;

        private <T> CompletionStage<T> guarded(CompletionStage<T> stage) {
            return away
                    ? CompletableFuture.failedStage(
                            new java.io.UncheckedIOException(new java.io.IOException("secret detail")))
                    : stage;
        }

        @Override
        public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
            return guarded(inner.get(key));
        }

        @Override
        public CompletionStage<Page> list(ListQuery query) {
            return guarded(inner.list(query));
        }

        @Override
        public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
            return guarded(inner.create(key, object));
        }

        @Override
        public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
            return guarded(inner.update(key, object, expectedVersion));
        }

        @Override
        public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
            return guarded(inner.delete(key, expectedVersion));
        }

        @Override
        public Subscription watch(
                ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
            return inner.watch(resource, namespace, fromVersion, listener);
        }

        @Override
        public CompletionStage<Long> currentVersion() {
            return guarded(inner.currentVersion());
        }
    }

    @BeforeEach
    void start() {
        server = new DemoServer(store);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(server.caPem())))
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(server.port()));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        server.close();
    }

    private Answer call(String method, String path, String body, String... headers) {
        var options = new RequestOptions().setMethod(HttpMethod.valueOf(method)).setURI(path);
        if (!List.of(headers).contains("Authorization")) {
            options.putHeader("Authorization", "Bearer " + DemoServer.TOKEN);
        }
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        // Nested, so that the body is asked for on the event loop before it can arrive.
        return client.request(options)
                .compose(request -> request.setChunked(List.of(headers).contains("chunked"))
                        .send(Buffer.buffer(body))
                        .compose(response -> response.body().map(bytes -> {
                            Map<String, String> found = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                            response.headers().forEach(h -> found.put(h.getKey(), h.getValue()));
                            return new Answer(response.statusCode(), found, bytes.toString());
                        })))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static String widget(String name) {
        return "{\"apiVersion\":\"demo.windrose.dev/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"size\":1}}"
                .formatted(name);
    }

    @Test
    void unknownCallersLearnNothing() {
        Answer refused = call("GET", WIDGETS, "", "Authorization", "Bearer wrong-wrong-wrong");

        assertThat(refused.code()).isEqualTo(401);
        assertThat(refused.json().path("reason").asText()).isEqualTo("Unauthorized");
        assertThat(call("GET", "/nowhere", "", "Authorization", "").code()).isEqualTo(401);
        assertThat(call("GET", "/livez", "", "Authorization", "").text()).isEqualTo("ok");
        assertThat(call("GET", "/livez", "", "Authorization", "Basic YTpi").text())
                .isEqualTo("ok");
        assertThat(call("GET", "/version", "", "Authorization", "Bearer wrong-wrong-wrong")
                        .code())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/../../secrets", "/api/v1/%2e%2e/pods", "/api//v1", "/apis/no.dev/v1/things",
                "/apis/demo.windrose.dev/v9/widgets", "/nowhere", "/openapi/v1",
                        "/apis/demo.windrose.dev/v1/widgets/one",
                "/api/v1/namespaces/default/pods/x/bend"
            })
    void otherPathsAreNotFound(String path) {
        Answer answer = call("GET", path, "");

        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.json().path("kind").asText()).isEqualTo("Status");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,'{',application/json,400", "POST,'[1]',application/json,400", "POST,'',application/json,400",
        "POST,'{}',text/csv,415", "POST,'x',application/vnd.kubernetes.protobuf,415", "PUT,'{}',application/json,405",
        "PATCH,'{}',application/json,405"
    })
    void badBodiesAreRefused(String method, String body, String type, int code) {
        Answer answer = call(method, WIDGETS, body, "Content-Type", type);

        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void bodiesHaveALimit() {
        Answer answer = call("POST", WIDGETS, " ".repeat(Bodies.LIMIT + 1), "Content-Type", "application/json");

        assertThat(answer.code()).isEqualTo(413);
    }

    @Test
    void bodiesOfUnsaidLengthHaveTheSameLimit() {
        Answer answer = call(
                "POST",
                WIDGETS,
                " ".repeat(Bodies.LIMIT + 1),
                "Content-Type",
                "application/json",
                "Transfer-Encoding",
                "chunked");

        assertThat(answer.code()).isEqualTo(413);
    }

    @Test
    void documentsAreKeptByTheirHash() {
        String index = call("GET", "/openapi/v3", "").text();
        String url = Json.read(index)
                .at("/paths/apis~1demo.windrose.dev~1v1/serverRelativeURL")
                .asText();
        String plain = url.replaceFirst("\\?.*", "");

        Answer kept = call("GET", url, "");
        Answer checked = call("GET", plain, "");

        assertThat(kept.code()).isEqualTo(200);
        assertThat(kept.headers()).containsEntry("cache-control", "public, immutable");
        assertThat(checked.headers()).containsEntry("cache-control", "no-cache, private");
        assertThat(checked.text()).isEqualTo(kept.text());
        String etag = kept.headers().get("etag");
        assertThat(url).endsWith("?hash=" + etag.replace("\"", ""));
        Answer again = call("GET", plain, "", "If-None-Match", etag);
        assertThat(again.code()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(call("GET", plain, "", "If-None-Match", "\"other\"").code()).isEqualTo(200);
        Answer moved = call("GET", plain + "?hash=ABC", "");
        assertThat(moved.code()).isEqualTo(301);
        assertThat(moved.headers()).containsEntry("location", url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/com.github.proto-openapi.spec.v2@v1.0+protobuf                  | 200 | protobuf",
                "application/com.github.proto-openapi.spec.v2.v1.0+protobuf                  | 200 | protobuf",
                "application/com.github.proto-openapi.spec.v2.v1.0+protobuf,application/json | 200 | protobuf",
                "application/json                                                            | 200 | json",
                "*/*                                                                         | 200 | json",
                "application/json;q=0.9, text/html                                           | 200 | json",
                "text/html                                                                   | 406 | json",
                "application/yaml                                                            | 406 | json"
            })
    void theOldOpenApiComesInBothForms(String accept, int code, String form) {
        Answer answer = call("GET", "/openapi/v2", "", "Accept", accept);

        assertThat(answer.code()).isEqualTo(code);
        if (code == 200) {
            assertThat(answer.headers())
                    .containsEntry(
                            "content-type",
                            form.equals("json")
                                    ? "application/json"
                                    : "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
            assertThat(call(
                                    "GET",
                                    "/openapi/v2",
                                    "",
                                    "If-None-Match",
                                    answer.headers().get("etag"))
                            .code())
                    .isEqualTo(304);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/apis"})
    void aggregatedDiscoveryIsKeptByItsEtag(String path) {
        for (String version : List.of("v2", "v2beta1")) {
            String accept = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList".formatted(version);
            Answer found = call("GET", path, "", "Accept", accept + ",application/json");

            assertThat(found.headers()).containsEntry("content-type", accept).containsEntry("cache-control", "public");
            assertThat(found.json().path("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/" + version);
            assertThat(call(
                                    "GET",
                                    path,
                                    "",
                                    "Accept",
                                    accept,
                                    "If-None-Match",
                                    found.headers().get("etag"))
                            .code())
                    .isEqualTo(304);
        }
        Answer legacy = call(
                "GET",
                path,
                "",
                "Accept",
                "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json");
        assertThat(legacy.json().path("kind").asText()).isIn("APIVersions", "APIGroupList");
    }

    @Test
    void unreadBodiesHoldUpNobody() {
        String large = " ".repeat(Bodies.LIMIT / 2);

        for (int i = 0; i < 12; i++) {
            Answer refused = call("POST", WIDGETS, large, "Authorization", "none", "Content-Type", "application/json");
            assertThat(refused.code()).isEqualTo(401);
        }

        assertThat(call("GET", WIDGETS, "").code()).isEqualTo(200);
    }

    @Test
    void yamlGoesInAndOut() {
        String yaml = "apiVersion: demo.windrose.dev/v1\nkind: Widget\nmetadata: {name: y}\nspec: {size: 2}\n";

        Answer created = call("POST", WIDGETS, yaml, "Content-Type", "application/yaml", "Accept", "application/yaml");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.headers()).containsEntry("content-type", "application/yaml");
        assertThat(created.text())
                .contains("size: 2", "creationTimestamp: \"20")
                .doesNotStartWith("{");
        assertThat(call("GET", WIDGETS, "", "Accept", "image/png").code()).isEqualTo(406);
    }

    @Test
    void storeThatIsAwayIsToldWithoutItsInside() {
        store.away = true;

        Answer answer = call("GET", WIDGETS, "");

        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "1");
        assertThat(answer.text()).doesNotContain("secret detail");
        assertThat(call("GET", "/readyz", "").code()).isEqualTo(503);
        assertThat(call("GET", "/livez", "").code()).isEqualTo(200);
        store.away = false;
    }

    @Test
    void longListsArriveWholeInEveryShape() {
        for (int i = 0; i < 450; i++) {
            call("POST", WIDGETS, widget("w%03d".formatted(i)), "Content-Type", "application/json");
        }

        JsonNode whole = call("GET", WIDGETS, "").json();
        JsonNode table = call("GET", WIDGETS, "", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .json();
        JsonNode first = call("GET", WIDGETS + "?limit=400", "").json();
        String token = first.path("metadata").path("continue").asText();
        JsonNode second =
                call("GET", WIDGETS + "?limit=400&continue=" + token, "").json();

        assertThat(whole.path("kind").asText()).isEqualTo("WidgetList");
        assertThat(whole.path("items")).hasSize(450);
        assertThat(table.path("rows")).hasSize(450);
        assertThat(table.path("rows").get(7).path("cells").get(0).asText()).isEqualTo("w007");
        assertThat(table.path("rows").get(7).path("object").path("kind").asText())
                .isEqualTo("PartialObjectMetadata");
        var names = new HashSet<String>();
        first.path("items").forEach(item -> names.add(Json.name(item)));
        second.path("items").forEach(item -> names.add(Json.name(item)));
        assertThat(names).hasSize(450);
        assertThat(second.path("metadata").path("continue").asText()).isEmpty();
    }

    @Test
    void longListsAreCompressedForWhoAsks() throws Exception {
        for (int i = 0; i < 300; i++) {
            call("POST", WIDGETS, widget("w%03d".formatted(i)), "Content-Type", "application/json");
        }
        String plain = call("GET", WIDGETS, "").text();

        for (String encoding : List.of("gzip", "deflate, GZIP;q=0.5")) {
            var zipped = new CompletableFuture<Buffer>();
            client.request(new RequestOptions()
                            .setURI(WIDGETS)
                            .putHeader("Accept-Encoding", encoding)
                            .putHeader("Authorization", "Bearer " + DemoServer.TOKEN))
                    .compose(request -> request.send().compose(response -> {
                        assertThat(response.getHeader("Content-Encoding")).isEqualTo("gzip");
                        return response.body();
                    }))
                    .onSuccess(zipped::complete)
                    .onFailure(zipped::completeExceptionally);
            byte[] bytes = zipped.get(20, TimeUnit.SECONDS).getBytes();
            assertThat(bytes.length).isLessThan(plain.length() / 5);
            try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(plain);
            }
        }
        assertThat(call("GET", WIDGETS, "", "Accept-Encoding", "gzip;q=0").text())
                .isEqualTo(plain);
        assertThat(call("GET", WIDGETS + "?limit=5", "", "Accept-Encoding", "gzip")
                        .headers())
                .doesNotContainKey("content-encoding");
    }

    @Test
    void versionsOfTheFutureWait() {
        Answer answer = call("GET", WIDGETS + "?resourceVersion=999999", "");

        assertThat(answer.code()).isEqualTo(504);
        assertThat(answer.text()).contains("Too large resource version");
        assertThat(answer.headers()).containsEntry("retry-after", "1");
        assertThat(call("GET", WIDGETS + "/none?resourceVersion=999999", "").code())
                .isEqualTo(504);
    }

    /** A watch that is read line by line. */
    private final class Lines {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private final StringBuilder rest = new StringBuilder();

        Lines(String path, String... headers) {
            var options = new RequestOptions().setMethod(HttpMethod.GET).setURI(path);
            options.putHeader("Authorization", "Bearer " + DemoServer.TOKEN);
            for (int i = 0; i < headers.length; i += 2) {
                options.putHeader(headers[i], headers[i + 1]);
            }
            client.request(options)
                    .compose(request -> request.send().map(this::reading))
                    .onFailure(ended::completeExceptionally);
        }

        private boolean reading(HttpClientResponse response) {
            assertThat(response.statusCode()).isEqualTo(200);
            response.handler(this::chunk).endHandler(_ -> ended.complete(true));
            response.exceptionHandler(ended::completeExceptionally);
            return true;
        }

        private void chunk(Buffer chunk) {
            rest.append(chunk.toString());
            for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
                lines.add(rest.substring(0, end));
                rest.delete(0, end + 1);
            }
        }

        JsonNode next() throws InterruptedException {
            String line = lines.poll(20, TimeUnit.SECONDS);
            assertThat(line).as("no further event").isNotNull();
            return Json.read(line);
        }
    }

    @Test
    void watchTellsChangesAndEndsInTime() throws Exception {
        String version = call("GET", WIDGETS, "")
                .json()
                .path("metadata")
                .path("resourceVersion")
                .asText();
        var watch =
                new Lines(WIDGETS + "?watch=true&timeoutSeconds=2&allowWatchBookmarks=true&resourceVersion=" + version);
        call("POST", WIDGETS, widget("a"), "Content-Type", "application/json");
        call("DELETE", WIDGETS + "/a", "");

        var types = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            types.add(watch.next().path("type").asText());
        }

        assertThat(types).containsExactly("ADDED", "DELETED", "BOOKMARK");
        assertThat(watch.ended.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void watchListSendsWhatIsThereAndSaysWhereItEnds() throws Exception {
        call("POST", WIDGETS, widget("a"), "Content-Type", "application/json");

        var watch = new Lines(WIDGETS + "?watch=true&timeoutSeconds=20&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan");
        JsonNode first = watch.next();
        JsonNode end = watch.next();

        assertThat(first.path("type").asText()).isEqualTo("ADDED");
        assertThat(end.path("type").asText()).isEqualTo("BOOKMARK");
        assertThat(end.path("object")
                        .path("metadata")
                        .path("annotations")
                        .path("k8s.io/initial-events-end")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void tablesInWatchesCarryTheirColumnsOnce() throws Exception {
        var watch = new Lines(
                WIDGETS + "?watch=true&timeoutSeconds=20", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        call("POST", WIDGETS, widget("a"), "Content-Type", "application/json");
        call("POST", WIDGETS, widget("b"), "Content-Type", "application/json");

        assertThat(watch.next().path("object").path("columnDefinitions")).isNotEmpty();
        assertThat(watch.next().path("object").path("columnDefinitions")).isEmpty();
    }

    @Test
    void watchFromTooOldAVersionIsExpired() throws Exception {
        var watch = new Lines(WIDGETS + "?watch=true&resourceVersion=99999999");

        JsonNode event = watch.next();

        assertThat(event.path("type").asText()).isEqualTo("ERROR");
        assertThat(event.path("object").path("code").asInt()).isEqualTo(410);
        assertThat(event.path("object").path("reason").asText()).isEqualTo("Expired");
        assertThat(watch.ended.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void webSocketAttemptsEndAtOnce() {
        Answer answer = call(
                "GET",
                WIDGETS + "?watch=true",
                "",
                "Upgrade",
                "websocket",
                "Connection",
                "Upgrade",
                "Sec-WebSocket-Version",
                "13",
                "Sec-WebSocket-Key",
                "dGhlIHNhbXBsZSBub25jZQ==");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void scaleIsAView() {
        call("POST", WIDGETS, widget("a"), "Content-Type", "application/json");

        JsonNode scale = call("GET", WIDGETS + "/a/scale", "").json();
        Answer negative = call(
                "PATCH",
                WIDGETS + "/a/scale",
                "{\"spec\":{\"replicas\":-1}}",
                "Content-Type",
                "application/merge-patch+json");

        assertThat(scale.path("kind").asText()).isEqualTo("Scale");
        assertThat(scale.path("spec").path("replicas").asInt()).isEqualTo(1);
        assertThat(negative.code()).isEqualTo(422);
    }

    /** A socket that nobody reads: it fills, its watch is given up, and whoever reads hears everything in time. */
    @Test
    void aReaderThatHasStoppedHurtsNobody() throws Exception {
        String version = call("GET", WIDGETS, "")
                .json()
                .path("metadata")
                .path("resourceVersion")
                .asText();
        String big =
                widget("big").replace("\"name\"", "\"annotations\":{\"x\":\"" + "y".repeat(200_000) + "\"},\"name\"");
        try (var stuck = TestCertificate.shared().socket(server.port())) {
            stuck.getOutputStream()
                    .write(
                            "GET %s?watch=true&resourceVersion=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(WIDGETS, version, DemoServer.TOKEN)
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(stuck.getInputStream().read()).isEqualTo('H');
            var reader = new Lines(WIDGETS + "?watch=true&timeoutSeconds=60&resourceVersion=" + version);
            call("POST", WIDGETS, big, "Content-Type", "application/json");
            for (int i = 0; i < 120; i++) {
                call(
                        "PATCH",
                        WIDGETS + "/big",
                        "{\"spec\":{\"size\":%d}}".formatted(i + 2),
                        "Content-Type",
                        "application/merge-patch+json");
            }

            int size = 0;
            for (int i = 0; i <= 120; i++) {
                size = reader.next().path("object").path("spec").path("size").asInt();
            }
            assertThat(size).isEqualTo(121);
            assertThat(reader.ended).isNotDone();
        }
    }

    @Test
    void slowReadersAreCutOff() throws Exception {
        String version = call("GET", WIDGETS, "")
                .json()
                .path("metadata")
                .path("resourceVersion")
                .asText();
        var started = new CompletableFuture<HttpClientResponse>();
        client.request(new RequestOptions()
                        .setURI(WIDGETS + "?watch=true&resourceVersion=" + version)
                        .putHeader("Authorization", "Bearer " + DemoServer.TOKEN))
                .compose(request -> request.send().map(response -> started.complete(response.pause())))
                .onFailure(started::completeExceptionally);
        var response = started.get(20, TimeUnit.SECONDS);
        String big =
                widget("big").replace("\"name\"", "\"annotations\":{\"x\":\"" + "y".repeat(200_000) + "\"},\"name\"");
        call("POST", WIDGETS, big, "Content-Type", "application/json");
        for (int i = 0; i < 120; i++) {
            call(
                    "PATCH",
                    WIDGETS + "/big",
                    "{\"spec\":{\"size\":%d}}".formatted(i + 2),
                    "Content-Type",
                    "application/merge-patch+json");
        }
        var last = new CompletableFuture<String>();
        Buffer all = Buffer.buffer();
        response.handler(all::appendBuffer);
        response.endHandler(_ -> last.complete(all.getString(Math.max(0, all.length() - 400), all.length())));
        response.resume();

        assertThat(last.get(30, TimeUnit.SECONDS)).contains("\"ERROR\"", "\"code\":410");
    }
}
