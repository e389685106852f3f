package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.windrose.hub.HubClient;
import dev.windrose.hub.HubTestProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The limits as a caller meets them, on a hub with small ones. */
@QuarkusTest
@TestProfile(LimitsIT.SmallLimits.class)
class LimitsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Small enough to be met by hand. */
    public static final class SmallLimits extends HubTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("windrose.hub.limits.object-bytes", "4000");
            overrides.put("windrose.hub.limits.objects-per-namespace", "3");
            overrides.put("windrose.hub.limits.requests-per-second", "40");
            overrides.put("windrose.hub.limits.refused-requests-per-second", "20");
            overrides.put("windrose.hub.limits.watches", "3");
            return overrides;
        }
    }

    @Inject
    HubClient hub;

    @TestHTTPResource("/")
    URL root;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void largeObjectsManyObjectsAndFastCallersAreTold() throws Exception {
        admin("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"small\"}}");
        var workloads = HubClient.GROUP + "/namespaces/small/inferenceworkloads";

        var large = admin(
                "POST", workloads, workload("large", "\"annotations\":{\"a\":\"%s\"},".formatted("x".repeat(5000))));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("the limit is 4000");
        assertThat(admin("POST", workloads, " ".repeat(4 * 1024 * 1024)).statusCode())
                .isEqualTo(413);

        for (int i = 0; i < 3; i++) {
            assertThat(admin("POST", workloads, workload("w" + i, "")).statusCode())
                    .isEqualTo(201);
        }
        var full = admin("POST", workloads, workload("w3", ""));
        assertThat(full.statusCode()).isEqualTo(403);
        assertThat(full.body())
                .contains("has 3 inferenceworkloads")
                .contains("limit is 3")
                .contains("Delete some");
        assertThat(admin("DELETE", workloads + "/w0", "").statusCode()).isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                admin("POST", workloads, workload("w3", "")).statusCode())
                        .isEqualTo(201));

        assertTooFast();
        assertWatches(workloads);
        assertLongHeads();
        assertStrangers();
    }

    private void assertStrangers() throws Exception {
        var answer = stranger(0);
        for (int i = 1; i < 2_000 && answer.statusCode() != 429; i++) {
            assertThat(answer.statusCode()).isEqualTo(401);
            answer = stranger(i);
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("TooManyRequests").contains("log in");
        // Who has a token does not suffer from what others send from the same address.
        assertThat(admin("GET", "/api", "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> stranger(int number) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(root.toString()).resolve("/api"))
                        .header("Authorization", number % 2 == 0 ? "Bearer made-up-" + number : "Basic YTpi")
                        .build(),
                BodyHandlers.ofString());
    }

    private void assertTooFast() throws Exception {
        HttpResponse<String> answer = admin("GET", "/api", "");
        for (int i = 0; i < 2_000 && answer.statusCode() != 429; i++) {
            answer = admin("GET", "/api", "");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("TooManyRequests").contains("Slow down");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(admin("GET", "/api", "").statusCode()).isEqualTo(200));
    }

    private void assertWatches(String workloads) throws Exception {
        var open = new ArrayList<InputStream>();
        for (int i = 0; i < 3; i++) {
            open.add(await().atMost(SOON)
                    .until(() -> watch(workloads), answer -> answer.statusCode() == 200)
                    .body());
        }
        await().atMost(SOON).untilAsserted(() -> {
            var fourth = watch(workloads);
            assertThat(fourth.statusCode()).isEqualTo(429);
            assertThat(new String(fourth.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("watches");
        });

        open.getFirst().close();

        open.add(await().atMost(SOON)
                .until(() -> watch(workloads), answer -> answer.statusCode() == 200)
                .body());
        for (var each : open) {
            each.close();
        }
        // A watch that fails gives its place back, too.
        for (int i = 0; i < 5; i++) {
            await().atMost(SOON)
                    .until(() -> watch(workloads + "?fieldSelector=no.such%3Dx").statusCode() == 400);
        }
        open.add(await().atMost(SOON)
                .until(() -> watch(workloads), answer -> answer.statusCode() == 200)
                .body());
        open.getLast().close();
    }

    private void assertLongHeads() throws Exception {
        assertThat(client.send(get("/api?x=" + "a".repeat(10_000)), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(414);
        assertThat(client.send(
                                HttpRequest.newBuilder(
                                                URI.create(root.toString()).resolve("/api"))
                                        .header("X", "a".repeat(40_000))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(431);
        hub.as("no-such-token").get("/api").then().statusCode(401).body(containsString("Unauthorized"));
    }

    private HttpResponse<InputStream> watch(String path) throws IOException, InterruptedException {
        var answer =
                client.send(get(path + (path.contains("?") ? "&" : "?") + "watch=true"), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200 && answer.statusCode() != 429) {
            answer.body().close();
        }
        return answer;
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(root.toString()).resolve(path))
                .header("Authorization", "Bearer " + hub.token())
                .build();
    }

    /** Waits where it was too fast itself. */
    private HttpResponse<String> admin(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(root.toString()).resolve(path))
                .header("Authorization", "Bearer " + hub.token())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String workload(String name, String more) {
        return "{\"apiVersion\":\"fleet.windrose.dev/v1alpha1\",\"kind\":\"InferenceWorkload\",\"metadata\":{%s\"name\":\"%s\"},\"spec\":{\"model\":{\"id\":\"m\"}}}"
                .formatted(more, name);
    }
}
