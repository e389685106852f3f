package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.testing.KubeApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * What a real kube-apiserver says of objects of custom kinds. First the kinds are defined without their rules, so that
 * objects can be made which break them; then with them, and each object is tried as a dry run.
 */
public final class RealAnswers implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubeApiServer server;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;

    /** @param code of the answer */
    public record Answer(int code, JsonNode body, List<String> warnings) {}

    public RealAnswers(KubeApiServer server) {
        this.server = server;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(false)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(server.caPem()))));
    }

    public Answer call(String method, String path, JsonNode body) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setAbsoluteURI(server.url() + path)
                .putHeader("Authorization", "Bearer " + server.adminToken())
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> request.send(
                                body.isMissingNode() ? Buffer.buffer() : Buffer.buffer(body.toString()))
                        .compose(response -> response.body()
                                .map(bytes -> new Answer(
                                        response.statusCode(),
                                        parse(bytes),
                                        List.copyOf(response.headers().getAll("Warning"))))))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static JsonNode parse(Buffer bytes) {
        try {
            return MAPPER.readTree(bytes.getBytes());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Defines a kind, or changes its definition, and waits until objects of it can be written. */
    public Answer define(JsonNode crd) {
        String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String name = crd.at("/metadata/name").asText();
        Answer known = call("GET", path + "/" + name, MAPPER.missingNode());
        Answer answer;
        if (known.code() == 404) {
            answer = call("POST", path + "?fieldValidation=Strict", crd);
        } else {
            ObjectNode next = crd.deepCopy();
            ((ObjectNode) next.get("metadata"))
                    .set("resourceVersion", known.body().at("/metadata/resourceVersion"));
            answer = call("PUT", path + "/" + name + "?fieldValidation=Strict", next);
        }
        if (answer.code() < 300) {
            // Served, and not only said to be: the handler of a new kind comes a moment after its condition.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> call("GET", collection(crd, ""), MAPPER.missingNode())
                                    .code()
                            == 200);
        }
        return answer;
    }

    private static String collection(JsonNode crd, String namespace) {
        return "/apis/%s/%s/%s%s"
                .formatted(
                        crd.at("/spec/group").asText(),
                        crd.at("/spec/versions/0/name").asText(),
                        namespace.isEmpty() ? "" : "namespaces/" + namespace + "/",
                        crd.at("/spec/names/plural").asText());
    }

    /** The same definition with no rule in it. */
    public static JsonNode withoutRules(JsonNode crd) {
        JsonNode copy = crd.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("x-kubernetes-validations");
        }
        node.forEach(RealAnswers::strip);
    }

    /**
     * What it says of each case ({@code object}, and {@code old} where the object was another before), as sorted
     * {@code reason | field: message}.
     */
    public List<List<String>> of(JsonNode crd, JsonNode cases) {
        define(withoutRules(crd));
        for (int i = 0; i < cases.size(); i++) {
            if (cases.get(i).has("old")) {
                var made =
                        call("POST", path(crd, cases.get(i)), named(cases.get(i).get("old"), i));
                requireCode(made, 201, cases.get(i));
            }
        }
        Answer defined = define(crd);
        requireCode(defined, 200, crd.path("metadata"));
        awaitRules(crd, cases);
        var answers = new ArrayList<List<String>>();
        for (int i = 0; i < cases.size(); i++) {
            answers.add(ask(crd, cases.get(i), i));
        }
        return answers;
    }

    /** The new definition is in force a moment after it was written: when a case that is refused by a rule is. */
    private void awaitRules(JsonNode crd, JsonNode cases) {
        for (JsonNode probe : cases) {
            if (probe.path("probe").asBoolean()) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> !ask(crd, probe, 0).isEmpty());
            }
        }
    }

    private List<String> ask(JsonNode crd, JsonNode one, int number) {
        Answer answer;
        if (one.has("old")) {
            ObjectNode object = named(one.get("object"), number);
            String path = path(crd, one) + "/" + object.at("/metadata/name").asText();
            ObjectNode metadata = (ObjectNode) object.get("metadata");
            metadata.set(
                    "resourceVersion",
                    call("GET", path, MAPPER.missingNode()).body().at("/metadata/resourceVersion"));
            answer = call("PUT", path + "?dryRun=All", object);
        } else {
            answer = call("POST", path(crd, one) + "?dryRun=All", one.get("object"));
        }
        if (answer.code() != 422 && answer.code() >= 300) {
            throw new IllegalStateException("%s: %s".formatted(one.path("name"), answer.body()));
        }
        var causes = new ArrayList<String>();
        answer.body()
                .at("/details/causes")
                .forEach(cause -> causes.add("%s | %s: %s"
                        .formatted(
                                cause.path("reason").asText(),
                                cause.path("field").asText(),
                                cause.path("message").asText())));
        causes.sort(null);
        return causes;
    }

    /** Objects that are there before need names of their own; rules on names are for cases without. */
    private static ObjectNode named(JsonNode object, int number) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = (ObjectNode) copy.get("metadata");
        metadata.put("name", metadata.path("name").asText() + number);
        return copy;
    }

    private static String path(JsonNode crd, JsonNode one) {
        String namespace = one.at("/object/metadata/namespace").asText();
        return collection(crd, crd.at("/spec/scope").asText().equals("Namespaced") ? namespace : "");
    }

    private static void requireCode(Answer answer, int code, JsonNode what) {
        if (answer.code() != code) {
            throw new IllegalStateException(
                    "%d instead of %d for %s: %s".formatted(answer.code(), code, what, answer.body()));
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
