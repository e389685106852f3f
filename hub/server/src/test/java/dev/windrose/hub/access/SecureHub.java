package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.HubConfig;
import dev.windrose.hub.LinkEnvironment;
import dev.windrose.hub.access.oidc.Trust;
import dev.windrose.hub.fleet.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub over HTTPS, for tests on {@link SecureHubProfile}. */
@ApplicationScoped
public class SecureHub {
    static final String GROUP = "/apis/fleet.windrose.dev/v1alpha1";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HubConfig config;
    private @Nullable HttpClient client;

    public SecureHub(HubConfig config) {
        this.config = config;
    }

    /** An answer; the body is empty where it would never end. */
    record Answer(int code, HttpHeaders headers, String body) {
        JsonNode json() {
            return Json.parse(body);
        }
    }

    String url() {
        return "https://127.0.0.1:" + System.getProperty(LinkEnvironment.HTTPS_PORT);
    }

    Path caFile() {
        return config.dataDir().resolve("pki/ca.crt");
    }

    String adminToken() {
        try {
            return Files.readString(config.dataDir().resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = freshClient();
        }
        return client;
    }

    /** One with connections of its own. */
    HttpClient freshClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Trust.of(Optional.of(caFile())))
                .connectTimeout(SOON)
                .build();
    }

    /** @param token null: none */
    Answer send(String method, String path, @Nullable String token, String contentType, String body) {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(SOON)
                .header("Content-Type", contentType)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var answer = client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            return new Answer(answer.statusCode(), answer.headers(), body(path, answer));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String body(String path, HttpResponse<InputStream> answer) throws IOException {
        try (var in = answer.body()) {
            var endless = answer.statusCode() == 200 && (path.contains("watch=true") || path.endsWith("/stream"));
            return endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Answer get(String path, @Nullable String token) {
        return send("GET", path, token, "application/json", "");
    }

    Answer create(String path, String body) {
        var answer = send("POST", path, adminToken(), "application/json", body);
        assertThat(answer.code()).as(answer.body()).isIn(201, 409);
        return answer;
    }

    void namespace(String name) {
        create(
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
    }

    /** The secret of a new ApiToken, once the hub knows it. */
    String token(String name, String spec) {
        var secret = create(GROUP + "/apitokens", object("ApiToken", name, spec))
                .json()
                .at("/status/token")
                .asText();
        await().atMost(SOON).until(() -> get("/api", secret).code() == 200);
        return secret;
    }

    /** @param namespaces JSON list, or empty for everywhere */
    void bind(String role, String subjectKind, String subject, String namespaces) {
        create(
                GROUP + "/rolebindings",
                object(
                        "RoleBinding",
                        role + "-" + subject.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                        "{\"role\":\"%s\",\"subjects\":[{\"kind\":\"%s\",\"name\":\"%s\"}]%s}"
                                .formatted(
                                        role,
                                        subjectKind,
                                        subject,
                                        namespaces.isEmpty() ? "" : ",\"namespaces\":" + namespaces)));
    }

    static String object(String kind, String name, String spec) {
        return "{\"apiVersion\":\"fleet.windrose.dev/v1alpha1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
                .formatted(kind, name, spec);
    }
}
