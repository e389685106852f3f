package dev.windrose.hub.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.fit.Checkpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks the Hugging Face Hub, or a mirror of it, what a model is: {@code /<id>/resolve/main/config.json}, and what its files
 * count by {@code /api/models/<id>} (Hub API endpoints; huggingface.js, "safetensors" of a model's info).
 *
 * <p>Answers are bounded in time and size. A redirect is followed to the hub itself and to named hosts only, and the token
 * goes to nobody but the hub. The token's file is read for each question, so that a new one counts at once.
 */
final class ModelHub {
    /** Publisher and name as the Hub allows them, and nothing that leads elsewhere on a server. */
    private static final Pattern ID =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

    private static final long MOST_BYTES = 2 * 1024 * 1024;
    private static final int MOST_REDIRECTS = 3;

    /** What came of a question. */
    sealed interface Answer {
        record Found(JsonNode config, Checkpoint checkpoint, String etag) implements Answer {}

        /** What was known before still holds. */
        record Same() implements Answer {}

        /** @param why in words for people, and how to mend it */
        record Refused(String why) implements Answer {}
    }

    private final URI base;
    private final Optional<Path> tokenFile;
    private final Set<String> redirectHosts;
    private final Duration patience;
    private final HttpClient client;

    /** @param redirectHosts hosts, in lower case, that the hub may send on to */
    ModelHub(URI base, Optional<Path> tokenFile, Set<String> redirectHosts, Duration patience) {
        this.base = base;
        this.tokenFile = tokenFile;
        this.redirectHosts = Set.copyOf(redirectHosts);
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param etag of what is known already; empty: nothing is */
    Answer ask(String id, String etag) {
        if (!ID.matcher(id).matches() || id.contains("..")) {
            return new Answer.Refused("%s is not an id of the form publisher/name".formatted(id));
        }
        try {
            var config = get("/%s/resolve/main/config.json".formatted(id), etag);
            return switch (config.statusCode()) {
                case 200 -> found(id, config);
                case 304 -> new Answer.Same();
                case 401, 403 -> new Answer.Refused(closed(id));
                case 404 ->
                    new Answer.Refused("%s has no model %s with a config.json. Maybe the id is misspelt"
                            .formatted(base.getHost(), id));
                default ->
                    new Answer.Refused(
                            "%s answered %d; it is asked again".formatted(base.getHost(), config.statusCode()));
            };
        } catch (IOException e) {
            return new Answer.Refused(
                    "%s cannot be asked (%s); it is asked again".formatted(base.getHost(), reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("interrupted; it is asked again");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String closed(String id) {
        return tokenFile.isEmpty()
                ? "%s shows %s only to accounts that accepted its licence. Accept it on the model's page, and give the hub a token of that account (windrose.hub.models.token-file)"
                        .formatted(base.getHost(), id)
                : "%s does not show %s to the account of the hub's token. Accept the licence on the model's page with that account"
                        .formatted(base.getHost(), id);
    }

    private Answer found(String id, HttpResponse<String> answer) throws IOException, InterruptedException {
        var config = parsed(answer.body());
        if (config.isEmpty()) {
            return new Answer.Refused("the config.json of %s is no JSON object".formatted(id));
        }
        var etag = answer.headers().firstValue("ETag").orElse("");
        return new Answer.Found(config.get(), checkpoint(id), etag.length() > 200 ? "" : etag);
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.ofNullable(Json.MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** What the files count. Without it the architecture tells, so nothing fails for want of it. */
    private Checkpoint checkpoint(String id) throws InterruptedException {
        try {
            var answer = get("/api/models/" + id, "");
            var values = answer.statusCode() == 200
                    ? parsed(answer.body()).map(tree -> tree.at("/safetensors/parameters"))
                    : Optional.<JsonNode>empty();
            if (values.filter(JsonNode::isObject).isPresent()) {
                return StoredConfig.checkpoint(Json.MAPPER.createObjectNode().set("values", values.get()));
            }
            var index = get("/%s/resolve/main/model.safetensors.index.json".formatted(id), "");
            long bytes = index.statusCode() == 200
                    ? parsed(index.body())
                            .map(tree -> tree.at("/metadata/total_size").asLong())
                            .orElse(0L)
                    : 0;
            return new Checkpoint(Map.of(), bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty());
        } catch (IOException _) {
            return Checkpoint.UNKNOWN;
        }
    }

    private HttpResponse<String> get(String path, String etag) throws IOException, InterruptedException {
        var text = base.toString();
        var address = URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
        for (int hop = 0; ; hop++) {
            var answer = client.send(request(address, etag), body());
            if (answer.statusCode() < 301 || answer.statusCode() > 308 || answer.statusCode() == 304) {
                return answer;
            }
            if (hop == MOST_REDIRECTS) {
                throw new IOException("more than %d redirects".formatted(MOST_REDIRECTS));
            }
            address = next(address, answer.headers().firstValue("Location").orElse(""));
        }
    }

    private static HttpResponse.BodyHandler<String> body() {
        return BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES);
    }

    private URI next(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException _) {
            throw new IOException("a redirect to nowhere (%s)".formatted(location));
        }
        boolean allowed = isBase(to)
                || to.getHost() != null
                        && redirectHosts.contains(to.getHost().toLowerCase(Locale.ROOT))
                        && to.getScheme().equals(base.getScheme());
        if (!allowed) {
            throw new IOException(
                    "a redirect to %s, which windrose.hub.models.redirect-hosts does not name".formatted(to.getHost()));
        }
        return to;
    }

    private boolean isBase(URI address) {
        return base.getScheme().equals(address.getScheme())
                && base.getHost().equalsIgnoreCase(String.valueOf(address.getHost()))
                && base.getPort() == address.getPort();
    }

    private HttpRequest request(URI address, String etag) throws IOException {
        var request = HttpRequest.newBuilder(address).timeout(patience).header("Accept", "application/json");
        if (!etag.isEmpty()) {
            request.header("If-None-Match", etag);
        }
        if (tokenFile.isPresent() && isBase(address)) {
            request.header("Authorization", "Bearer " + token(tokenFile.get()));
        }
        return request.build();
    }

    /** Never shown: what is wrong with it is said without it. */
    private static String token(Path file) throws IOException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException _) {
            throw new IOException("the token's file %s cannot be read".formatted(file));
        }
        if (!token.matches("[\\x21-\\x7e]{1,500}")) {
            throw new IOException("the token's file %s holds no token".formatted(file));
        }
        return token;
    }
}
