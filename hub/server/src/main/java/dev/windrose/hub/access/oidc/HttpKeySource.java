package dev.windrose.hub.access.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.windrose.hub.fleet.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Reads the issuer's keys over HTTPS: its discovery document (OpenID Connect Discovery 1.0, section 4) says where they are.
 * Answers are bounded in time and size, and no redirect is followed.
 */
final class HttpKeySource implements IssuerKeys.KeySource {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 1024 * 1024;

    private final URI issuer;
    private final HttpClient client;

    HttpKeySource(URI issuer, SSLContext trust) {
        this.issuer = issuer;
        this.client = HttpClient.newBuilder()
                .sslContext(trust)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public CompletionStage<List<JsonWebKey>> fetch() {
        var base = issuer.toString();
        var discovery = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/.well-known/openid-configuration");
        return get(discovery)
                .thenApply(this::keysAddress)
                .thenCompose(this::get)
                .thenApply(HttpKeySource::keys);
    }

    private CompletionStage<String> get(URI address) {
        var request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        var body = BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES);
        return client.sendAsync(request, body).thenApply(answer -> body(address, answer));
    }

    private static String body(URI address, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s answered %d".formatted(address, answer.statusCode()));
        }
        return answer.body();
    }

    private URI keysAddress(String document) {
        try {
            var tree = Json.MAPPER.readTree(document);
            if (!tree.path("issuer").asText().equals(issuer.toString())) {
                throw new IllegalStateException(
                        "the discovery document is that of %s, not of %s. Maybe the issuer is configured with or without a slash too many."
                                .formatted(tree.path("issuer").asText(), issuer));
            }
            var address = URI.create(tree.path("jwks_uri").asText());
            if (!"https".equals(address.getScheme())) {
                throw new IllegalStateException("the issuer's keys are not at an https address: %s".formatted(address));
            }
            return address;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the discovery document of %s is no JSON".formatted(issuer), e);
        }
    }

    /** Keys that are not understood are passed over; private and symmetric ones never count. */
    private static List<JsonWebKey> keys(String document) {
        try {
            return new JsonWebKeySet(document)
                    .getJsonWebKeys().stream()
                            .filter(key -> !"oct".equals(key.getKeyType()))
                            .toList();
        } catch (JoseException e) {
            throw new IllegalStateException("the issuer's keys cannot be read: %s".formatted(e.getMessage()), e);
        }
    }
}
