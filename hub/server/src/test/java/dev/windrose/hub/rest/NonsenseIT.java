package dev.windrose.hub.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import dev.windrose.hub.fleet.Json;
import dev.windrose.kubeapi.http.RandomRequest;
import dev.windrose.kubeapi.http.RawConnection;
import dev.windrose.testing.Seeded;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that nobody should send, at every endpoint beside the resources, as the running hub lists them. */
@QuarkusTest
@TestProfile(HubTestProfile.class)
@Timeout(300)
class NonsenseIT {
    private static final int REQUESTS = 2_000;
    private static final String UNSIGNED =
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImdyb3VwcyI6WyJzeXN0ZW06bWFzdGVycyJdfQ.";
    private static final List<String> PARAMETERS = List.of(
            "by",
            "from",
            "to",
            "limit",
            "before",
            "continue",
            "format",
            "cloud",
            "region",
            "zone",
            "instanceType",
            "tier",
            "source",
            "quarantined",
            "user",
            "namespace",
            "container",
            "tailLines",
            "sinceSeconds");
    private static final List<String> VALUES = List.of(
            "",
            "-1",
            "0",
            "1",
            "99999999999999999999",
            "1e9",
            "NaN",
            "null",
            "%00",
            "%ff",
            "%",
            "%zz",
            "'",
            "%22%20or%201=1",
            "cluster",
            "workload",
            "true",
            "maybe",
            "csv",
            "MTox",
            "../..",
            "a;b",
            "2030-01-01T00:00:00Z",
            "2030-13-45T99:99:99Z",
            "0000-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "%2B999999999-12-31T23:59:59Z",
            "2026-11-21T00:00:00.000000001Z",
            "x".repeat(3_000));
    private static final List<String> STEPS = List.of(
            "nobody",
            "",
            ".",
            "..",
            "%2e%2e",
            "%2f",
            "a%2fb",
            "a;b=c",
            "%00",
            "%ff",
            "ü",
            "A_b",
            "x".repeat(300),
            "*",
            "{name}");
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

    @Inject
    HubClient hub;

    @TestHTTPResource("/")
    URL root;

    private record Listed(String method, String path) {}

    @Test
    void everyAnswerIsASuccessOrAProblemOfTheCallers() throws Exception {
        var endpoints = endpoints();
        var codes = new TreeMap<Integer, Integer>();
        var wrong = new ArrayList<String>();
        var replayed = Long.getLong(Seeded.SEED_PROPERTY);
        try (var connection = new RawConnection(() -> new Socket("127.0.0.1", root.getPort()))) {
            for (long seed = replayed == null ? 0 : replayed; seed < REQUESTS && wrong.size() < 20; seed++) {
                ask(seed, connection, endpoints, codes).ifPresent(wrong::add);
                if (replayed != null) {
                    break;
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(replayed != null || codes.keySet().containsAll(List.of(200, 400, 401, 404, 405, 413)))
                .as("answers by code: %s", codes)
                .isTrue();
        hub.admin().get("/readyz").then().statusCode(200);
    }

    /** What is wrong with the answer to the request of this seed. */
    private Optional<String> ask(
            long seed, RawConnection connection, List<Listed> endpoints, Map<Integer, Integer> codes) {
        var request = next(Seeded.random(seed), endpoints);
        try {
            var answer = connection.send(request);
            check(request, answer);
            codes.merge(answer.code(), 1, Integer::sum);
            return Optional.empty();
        } catch (Exception | AssertionError e) {
            connection.close();
            return Optional.of(
                    "seed %d (replay with -D%s=%d): %s%n%s".formatted(seed, Seeded.SEED_PROPERTY, seed, request, e));
        }
    }

    private List<Listed> endpoints() {
        var found = new ArrayList<Listed>();
        for (var endpoint : Json.parse(
                        hub.admin().get("/api/v1/fleet/endpoints").asString())
                .path("endpoints")) {
            if (!endpoint.has("group") && endpoint.path("path").asText().startsWith("/api/v1/")) {
                found.add(new Listed(
                        endpoint.path("method").asText(), endpoint.path("path").asText()));
            }
        }
        assertThat(found).hasSizeGreaterThan(12);
        return found;
    }

    private RandomRequest next(RandomGenerator random, List<Listed> endpoints) {
        var endpoint = one(random, endpoints);
        var target = new StringBuilder("/api/v1");
        for (var step : endpoint.path().substring("/api/v1/".length()).split("/")) {
            var odd = step.startsWith("{") || random.nextInt(40) == 0;
            target.append('/').append(odd ? one(random, STEPS) : step);
        }
        var separator = '?';
        for (int i = random.nextInt(4); i > 0; i--) {
            target.append(separator).append(one(random, PARAMETERS)).append('=').append(one(random, VALUES));
            separator = '&';
        }
        var method = random.nextInt(5) == 0 ? one(random, METHODS) : endpoint.method();
        var body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : body(random);
        var headers = new ArrayList<>(List.of("Host: localhost"));
        headers.add("Content-Type: "
                + one(
                        random,
                        List.of("application/json", "application/json", "application/yaml", "text/plain", "a/b;;")));
        // A stream that is let in has no end.
        headers.add("Last-Event-ID: " + one(random, List.of("x", "-1.-1", "1.2.3", "99999999999999999999.1")));
        var token = random.nextInt(10);
        if (token > 1) {
            headers.add("Authorization: Bearer " + (token == 2 ? UNSIGNED : token == 3 ? "nobody" : hub.token()));
        }
        return new RandomRequest(method, target.toString(), headers, body);
    }

    private static byte[] body(RandomGenerator random) {
        var workload = """
                {"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
                 "metadata": {"name": "odd", "namespace": %s},
                 "spec": {"model": {"id": %s}, "replicas": %s, "placement": %s}}""".formatted(
                        one(random, List.of("\"default\"", "\"nowhere\"", "\"../x\"", "null", "5", "[]")),
                        one(random, List.of("\"acme/tiny\"", "\"\"", "7", "null", "\"\\u0000\"", "\"\\ud800\"")),
                        one(random, List.of("1", "-1", "1e30", "0.5", "\"1\"", "2147483648", "null")),
                        one(random, List.of("{}", "null", "[]", "{\"clusters\": [\"x\"]}", "{\"clusters\": 5}")));
        return switch (random.nextInt(9)) {
            case 0 -> new byte[0];
            case 1 -> "{".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            case 2 -> "{\"workload\":\"\\u00".getBytes(StandardCharsets.UTF_8);
            case 3 -> new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'};
            case 4 -> " ".repeat(2_000_000).getBytes(StandardCharsets.UTF_8);
            case 5 ->
                "{\"workload\": %s, \"changes\": %s}"
                        .formatted(
                                workload,
                                one(
                                        random,
                                        List.of(
                                                "5",
                                                "{\"clusters\": 5}",
                                                "{\"clusters\": [{\"name\": null}]}",
                                                "{\"clusters\": [[[]]]}")))
                        .getBytes(StandardCharsets.UTF_8);
            default -> workload.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static void check(RandomRequest request, RawConnection.Answer answer) {
        assertThat(answer.text())
                .as("inside of the server")
                .doesNotContain(
                        "Exception", "\tat ", "java.lang", "dev.windrose.hub", "io.vertx", "org.hibernate", "PSQL");
        if (answer.code() == 0 || (answer.code() == 400 && answer.text().isEmpty())) {
            return; // the HTTP parser's own refusal
        }
        assertThat(answer.code()).as(answer.text()).isBetween(200, 499);
        if (answer.code() < 400 || request.method().equals("HEAD")) {
            return;
        }
        var told = Json.parse(answer.text());
        assertThat(told.path("detail").asText() + told.path("message").asText())
                .as(answer.text())
                .isNotEmpty();
        assertThat(told.path(told.has("kind") ? "code" : "status").asInt()).isEqualTo(answer.code());
    }
}
