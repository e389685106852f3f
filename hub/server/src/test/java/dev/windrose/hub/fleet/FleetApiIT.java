package dev.windrose.hub.fleet;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.windrose.hub.HubConfig;
import dev.windrose.hub.HubTestProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fleet API as a client meets it. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
class FleetApiIT {
    private static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final String WORKLOADS = GROUP + "/namespaces/default/inferenceworkloads";
    private static final RestAssuredConfig TEXT = RestAssured.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .encodeContentTypeAs("application/apply-patch+yaml", ContentType.TEXT)
                    .encodeContentTypeAs("application/yaml", ContentType.TEXT));
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    HubConfig config;

    @TestHTTPResource("/")
    URL root;

    private final String name = "api-" + NUMBER.incrementAndGet();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/apis",
                "/api/v1/namespaces",
                "/api/v1/namespaces/default",
                "/apis/fleet.windrose.dev/v1alpha1",
                "/apis/fleet.windrose.dev/v1alpha1/inferenceworkloads",
                "/apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/apis/fleet.windrose.dev/v1alpha1/inferenceworkloads?watch=true",
                "/openapi/v3"
            })
    void refusesWhoeverBringsNoToken(String path) {
        given().get(path).then().statusCode(401).body("kind", equalTo("Status"), "reason", equalTo("Unauthorized"));
        given().header("Authorization", "Bearer wrong").get(path).then().statusCode(401);
        given().header("Authorization", "Bearer ").get(path).then().statusCode(401);
        given().header("Authorization", "Basic " + token()).get(path).then().statusCode(401);
        given().header("Authorization", "Bearer " + token() + "x")
                .get(path)
                .then()
                .statusCode(401);
        given().queryParam("access_token", token()).get(path).then().statusCode(401);
    }

    /** What a proxy or a router would normalise must not lead past the check. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/./apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/q/../apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/q/health/../../apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/apis//fleet.windrose.dev/v1alpha1/jointokens",
                "/apis/./fleet.windrose.dev/v1alpha1/jointokens",
                "/healthz/../apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/healthz/%2e%2e/apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/%61pis/fleet.windrose.dev/v1alpha1/jointokens",
                "/apis%2ffleet.windrose.dev/v1alpha1/jointokens",
                "/apis/fleet.windrose.dev%2fv1alpha1/jointokens",
                "/version/../apis/fleet.windrose.dev/v1alpha1/jointokens",
                "/apis;a=b/fleet.windrose.dev/v1alpha1/jointokens",
                "\\apis\\fleet.windrose.dev\\v1alpha1\\jointokens",
                "http://127.0.0.1/apis/fleet.windrose.dev/v1alpha1/jointokens"
            })
    void noDetourLeadsToAnObject(String path) throws Exception {
        var answer = raw("GET " + path + " HTTP/1.1");

        assertThat(answer.lines().findFirst().orElse("")).matches("HTTP/1.1 (400|401|404|405) .*");
        assertThat(answer).doesNotContain("JoinTokenList").doesNotContain("tokenHash");
    }

    @Test
    void healthAndVersionAreOpen() {
        for (var path : List.of("/healthz", "/livez", "/readyz", "/version", "/q/health/ready")) {
            given().get(path).then().statusCode(200);
        }
    }

    @Test
    void theAdministratorsTokenIsForItsOwnerOnly() throws Exception {
        assertThat(Files.getPosixFilePermissions(config.dataDir().resolve("admin.token")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void createsWithDefaultsAndReadsBack() {
        create(minimal())
                .then()
                .statusCode(201)
                .body("metadata.uid", notNullValue())
                .body("metadata.generation", equalTo(1))
                .body("metadata.namespace", equalTo("default"))
                .body("spec.replicas", equalTo(1))
                .body("spec.runtime", equalTo("direct"))
                .body("spec.engine.type", equalTo("vllm"))
                .body("spec.model.quantization", equalTo("none"))
                .body("spec.priority", equalTo(0));

        admin().get(WORKLOADS + "/" + name).then().statusCode(200).body("spec.model.id", equalTo("acme/tiny"));
        admin().get(WORKLOADS)
                .then()
                .statusCode(200)
                .body("kind", equalTo("InferenceWorkloadList"), "items.metadata.name", hasItems(name));
        create(minimal()).then().statusCode(409).body("reason", equalTo("AlreadyExists"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"replicas\": -1}                                  | spec.replicas",
                "{\"replicas\": \"two\"}                             | spec.replicas",
                "{\"gpu\": {\"count\": 0}}                           | spec.gpu.count",
                "{\"gpu\": {\"anyOf\": [{\"product\": \"H 100\"}]}}  | spec.gpu.anyOf[0].product",
                "{\"engine\": {\"type\": \"ollama\"}}                | spec.engine.type",
                "{\"engine\": {\"type\": \"custom\"}}                | spec.engine.image",
                "{\"model\": {}}                                     | spec.model.id",
                "{\"placement\": {\"maxSpotShare\": \"150%\"}}       | spec.placement.maxSpotShare",
                "{\"placement\": {\"maxSpotShare\": \"50%\"}}        | spec.placement.maxSpotShare",
                "{\"placement\": {\"tiers\": [\"cheap\"]}}           | spec.placement.tiers[0]",
                "{\"placement\": {\"maxHourlyCost\": 120}}           | spec.placement.maxHourlyCost",
                "{\"placement\": {\"clusters\": [\"Not_A_Name\"]}}   | spec.placement.clusters[0]",
                "{\"service\": {\"port\": 70000}}                    | spec.service.port",
                "{\"runtime\": \"kuberay\"}                          | spec.runtime",
                "{\"failover\": {\"after\": \"soon\"}}               | spec.failover.after"
            })
    void namesTheFieldThatIsWrong(String change, String field) {
        create(workload(name, change))
                .then()
                .statusCode(422)
                .body("reason", equalTo("Invalid"))
                .body("details.causes.field", hasItems(field));
    }

    @Test
    void aFieldThatNobodyKnowsIsRefusedWhereThatIsAsked() {
        var body = workload(name, "{\"replicaCount\": 3}");

        admin().contentType("application/json")
                .body(body)
                .queryParam("fieldValidation", "Strict")
                .post(WORKLOADS)
                .then()
                .statusCode(400)
                .body("message", containsString("spec.replicaCount"));
    }

    @Test
    void statusIsWrittenByItsSubresourceOnlyAndSpecNotByIt() {
        create(minimal().replace("\"spec\"", "\"status\": {\"ready\": \"9/9\"}, \"spec\""))
                .then()
                .statusCode(201)
                .body("status.ready", not(equalTo("9/9")));

        merge(WORKLOADS + "/" + name, "{\"status\": {\"ready\": \"9/9\"}}")
                .then()
                .statusCode(200)
                .body("status.ready", not(equalTo("9/9")));
        merge(WORKLOADS + "/" + name + "/status", "{\"spec\": {\"replicas\": 7}, \"status\": {\"gpus\": \"7xL4\"}}")
                .then()
                .statusCode(200)
                .body("spec.replicas", equalTo(1), "metadata.generation", equalTo(1));
    }

    @Test
    void generationRisesWithTheSpecAlone() {
        create(minimal());

        merge(WORKLOADS + "/" + name, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}")
                .then()
                .body("metadata.generation", equalTo(1));
        merge(WORKLOADS + "/" + name, "{\"spec\": {\"replicas\": 3}}").then().body("metadata.generation", equalTo(2));
    }

    @Test
    void aWriterWithAnOldVersionIsToldSo() {
        var old = create(minimal()).asString();
        merge(WORKLOADS + "/" + name, "{\"spec\": {\"replicas\": 3}}");

        admin().contentType("application/json")
                .body(old)
                .put(WORKLOADS + "/" + name)
                .then()
                .statusCode(409)
                .body("reason", equalTo("Conflict"));
    }

    @Test
    void appliesServerSideAndDefendsWhatOthersOwn() {
        apply("ci", "{\"replicas\": 2}", false).then().statusCode(201);
        apply("ci", "{\"replicas\": 3}", false).then().statusCode(200).body("spec.replicas", equalTo(3));
        apply("person", "{\"replicas\": 5}", false)
                .then()
                .statusCode(409)
                .body("details.causes.field", contains(".spec.replicas"));
        apply("person", "{\"replicas\": 5}", true).then().statusCode(200).body("spec.replicas", equalTo(5));
    }

    @Test
    void patchesByJsonPatch() {
        create(minimal());

        admin().contentType("application/json-patch+json")
                .body("[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 4}]")
                .patch(WORKLOADS + "/" + name)
                .then()
                .statusCode(200)
                .body("spec.replicas", equalTo(4));
    }

    @Test
    void scaleReadsAndSetsReplicas() {
        create(minimal());

        admin().get(WORKLOADS + "/" + name + "/scale")
                .then()
                .statusCode(200)
                .body("kind", equalTo("Scale"), "spec.replicas", equalTo(1));
        merge(WORKLOADS + "/" + name + "/scale", "{\"spec\": {\"replicas\": 6}}")
                .then()
                .statusCode(200);
        admin().get(WORKLOADS + "/" + name).then().body("spec.replicas", equalTo(6), "metadata.generation", equalTo(2));
    }

    @Test
    void tablesHaveTheDeclaredColumnsInOrder() {
        create(minimal());

        admin().accept("application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .get(WORKLOADS + "/" + name)
                .then()
                .statusCode(200)
                .body("kind", equalTo("Table"))
                .body(
                        "columnDefinitions.name",
                        contains(
                                "Name",
                                "Model",
                                "Clusters",
                                "GPUs",
                                "Ready",
                                "$/h",
                                "Placed",
                                "Available",
                                "Paused",
                                "Why",
                                "Age"))
                .body("rows[0].cells[0]", equalTo(name), "rows[0].cells[1]", equalTo("acme/tiny"));
        admin().accept("application/json;as=Table;v=v1;g=meta.k8s.io")
                .get(GROUP + "/memberclusters")
                .then()
                .statusCode(200)
                .body("columnDefinitions[0].name", equalTo("Name"));
    }

    @Test
    void watchTellsComingChangingAndGoing() throws Exception {
        String version = admin().get(WORKLOADS).path("metadata.resourceVersion");
        var request = HttpRequest.newBuilder(URI.create(root + "apis/fleet.windrose.dev/v1alpha1/namespaces/default"
                        + "/inferenceworkloads?watch=true&fieldSelector=metadata.name%3D" + name + "&resourceVersion="
                        + version))
                .header("Authorization", "Bearer " + token())
                .timeout(SOON)
                .build();
        try (var client = HttpClient.newHttpClient();
                var lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            create(minimal());
            merge(WORKLOADS + "/" + name, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
            admin().delete(WORKLOADS + "/" + name).then().statusCode(200);

            var types = lines.map(line -> Json.parse(line).path("type").asText())
                    .takeWhile(type -> !type.equals("DELETED"))
                    .distinct()
                    .toList();
            assertThat(types).containsExactly("ADDED", "MODIFIED");
        }
    }

    @Test
    void theOtherKindsAreServedToo() {
        post(GROUP + "/memberclusters", "MemberCluster", name, "{\"cloud\": \"aws\", \"labels\": {\"env\": \"prod\"}}")
                .then()
                .statusCode(201);
        post(GROUP + "/pricesources", "PriceSource", name, "{\"type\": \"csv\", \"path\": \"/nowhere.csv\"}")
                .then()
                .statusCode(201)
                .body("spec.precedence", equalTo(0));
        post(GROUP + "/jointokens", "JoinToken", name, joinToken("some-cluster", "2030-01-01T00:00:00Z"))
                .then()
                .statusCode(201);

        for (var kind : List.of("memberclusters", "pricesources", "jointokens")) {
            admin().get(GROUP + "/" + kind).then().statusCode(200).body("items.metadata.name", hasItems(name));
            admin().delete(GROUP + "/" + kind + "/" + name).then().statusCode(200);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            admin().get(GROUP + "/" + kind + "/" + name).then().statusCode(404));
        }
    }

    /** A member's name is a DNS label everywhere else: one that is none would stop every plan. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eu.west",
                "windrose-hub",
                "a123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void aMemberWhoseNameIsNoMembersNameIsRefused(String member) {
        post(GROUP + "/memberclusters", "MemberCluster", member, "{}")
                .then()
                .statusCode(422)
                .body("details.causes.field", hasItems("metadata.name"));
    }

    @Test
    void aJoinTokenThatCouldNeverBeUsedIsRefused() {
        post(GROUP + "/jointokens", "JoinToken", name, joinToken("windrose-hub", "2030-01-01T00:00:00Z"))
                .then()
                .statusCode(422)
                .body("details.causes.field", hasItems("spec.cluster"));
        post(GROUP + "/jointokens", "JoinToken", name, joinToken("some-cluster", "2030-13-45T00:00:00Z"))
                .then()
                .statusCode(422)
                .body("details.causes.field", hasItems("spec.expiresAt"));
    }

    @Test
    void aNamespaceLivesAndTakesWhatIsInItAlong() {
        var in = GROUP + "/namespaces/" + name + "/inferenceworkloads";
        post(in, "InferenceWorkload", "one", "{\"model\": {\"id\": \"acme/tiny\"}}")
                .then()
                .statusCode(404);
        admin().contentType("application/json")
                .body("{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}"
                        .formatted(name))
                .post("/api/v1/namespaces")
                .then()
                .statusCode(201)
                .body("status.phase", equalTo("Active"));
        post(in, "InferenceWorkload", "one", "{\"model\": {\"id\": \"acme/tiny\"}}")
                .then()
                .statusCode(201);

        admin().delete("/api/v1/namespaces/" + name).then().statusCode(200);

        await().atMost(SOON)
                .untilAsserted(
                        () -> admin().get("/api/v1/namespaces/" + name).then().statusCode(404));
        admin().get(in + "/one").then().statusCode(404);
    }

    @Test
    void theDefaultNamespaceIsThere() {
        admin().get("/api/v1/namespaces/default").then().statusCode(200);
    }

    @Test
    void deletesWithFinalizersInTwoSteps() {
        create(minimal().replace("\"metadata\": {", "\"metadata\": {\"finalizers\": [\"test.windrose.dev/hold\"], "));

        admin().delete(WORKLOADS + "/" + name)
                .then()
                .statusCode(200)
                .body("metadata.deletionTimestamp", notNullValue());
        admin().get(WORKLOADS + "/" + name).then().statusCode(200);
        merge(WORKLOADS + "/" + name, "{\"metadata\": {\"finalizers\": null}}")
                .then()
                .statusCode(200);
        admin().get(WORKLOADS + "/" + name).then().statusCode(404).body("reason", equalTo("NotFound"));
    }

    @Test
    void noAnswerShowsTheInsideOfTheHub() throws Exception {
        var answers = List.of(
                admin().contentType("application/json")
                        .body("{")
                        .post(WORKLOADS)
                        .asString(),
                admin().contentType("application/json")
                        .body("[1]")
                        .post(WORKLOADS)
                        .asString(),
                admin().contentType("application/yaml")
                        .body("a: [")
                        .post(WORKLOADS)
                        .asString(),
                admin().contentType("text/plain").body("x").post(WORKLOADS).asString(),
                admin().get(WORKLOADS + "?limit=x").asString(),
                admin().get(WORKLOADS + "?continue=nonsense").asString(),
                admin().get(WORKLOADS + "?labelSelector=%3D%3D%3D").asString(),
                admin().get(WORKLOADS + "?watch=true&resourceVersion=abc").asString(),
                admin().get(WORKLOADS + "/" + name + "/nonsense").asString(),
                admin().get("/apis/fleet.windrose.dev/v9/inferenceworkloads").asString(),
                raw("GET /apis/%ff%fe HTTP/1.1\r\nAuthorization: Bearer " + token()),
                raw("NONSENSE"));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .doesNotContain("Exception")
                        .doesNotContain("\tat ")
                        .doesNotContain("dev.windrose.hub")
                        .doesNotContain("io.vertx")
                        .doesNotContain(token()));
        admin().contentType("application/json")
                .body("{")
                .post(WORKLOADS)
                .then()
                .statusCode(400)
                .body("kind", equalTo("Status"));
        admin().get(WORKLOADS + "/" + name).then().body("details.name", equalTo(name), "stackTrace", nullValue());
    }

    private String token() {
        try {
            return Files.readString(config.dataDir().resolve("admin.token")).strip();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private RequestSpecification admin() {
        return given().config(TEXT).header("Authorization", "Bearer " + token());
    }

    private Response create(String body) {
        return admin().contentType("application/json").body(body).post(WORKLOADS);
    }

    private Response merge(String path, String body) {
        return admin().contentType("application/merge-patch+json").body(body).patch(path);
    }

    private Response apply(String manager, String change, boolean force) {
        return admin().contentType("application/apply-patch+yaml")
                .queryParam("fieldManager", manager)
                .queryParam("force", force)
                .body(workload(name, change))
                .patch(WORKLOADS + "/" + name);
    }

    private Response post(String path, String kind, String object, String spec) {
        return admin().contentType("application/json")
                .body("""
                        {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "%s", "metadata": {"name": "%s"}, "spec": %s}""".formatted(kind, object, spec))
                .post(path);
    }

    private static String joinToken(String cluster, String expiresAt) {
        return """
                {"cluster": "%s", "tokenHash": "%s", "expiresAt": "%s"}""".formatted(cluster, "0".repeat(64), expiresAt);
    }

    private String minimal() {
        return workload(name, "{}");
    }

    /** A workload of a model so large that it fits nowhere, with something changed. */
    private static String workload(String name, String change) {
        var object = Json.MAPPER.createObjectNode();
        object.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
        object.putObject("metadata").put("name", name);
        var spec = object.putObject("spec");
        spec.putObject("model").put("id", "acme/tiny");
        Json.parse(change).properties().forEach(field -> spec.set(field.getKey(), field.getValue()));
        return object.toPrettyString().replace(" : ", ": ");
    }

    /** A request line as it is, which clients would mend. */
    private String raw(String start) throws Exception {
        try (var socket = new Socket("127.0.0.1", root.getPort())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write((start + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            var answer = new StringBuilder();
            try (var reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                reader.lines().forEach(line -> answer.append(line).append('\n'));
            }
            return answer.toString();
        }
    }
}
