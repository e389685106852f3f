package dev.windrose.simulator.data;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An inference engine's HTTP face for the pods of one cluster: the OpenAI API as vLLM serves it, health and metrics.
 * Lives on one event loop; per pod it keeps nothing but counters.
 */
final class ModelServer {
    private static final int MAX_BODY = 8 << 20;

    private final Generation generation;
    private final EngineMetrics metrics;
    private final EngineLogs logs;
    private final Supplier<PlayedLoad> played;

    /**
     * @param pace how long things take
     * @param logs where the engines write
     * @param played requests that are said to wait
     */
    ModelServer(Vertx vertx, Pace pace, EngineLogs logs, Supplier<PlayedLoad> played) {
        this.played = played;
        this.logs = logs;
        this.metrics = new EngineMetrics();
        this.generation = new Generation(vertx, pace, metrics);
    }

    /** Forgets counters of pods that are gone. */
    void keepOnly(Set<String> uids) {
        metrics.keepOnly(uids);
        logs.keepOnly(uids);
    }

    void handle(Backend backend, HttpServerRequest request) {
        if (backend.model().isEmpty()) {
            plain(request, 200, "pod %s\n".formatted(backend.name()));
            return;
        }
        ServedModel model = backend.model().get();
        boolean get =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String path = requireNonNullElse(request.path(), "");
        if (path.startsWith("/v1/")) {
            request.response()
                    .endHandler(_ -> logs.write(
                            backend.uid(),
                            "INFO:     \"%s %s HTTP/1.1\" %d"
                                    .formatted(
                                            request.method(),
                                            path,
                                            request.response().getStatusCode())));
        }
        switch (path) {
            case "/health", "/ping", "/health_generate", "/live", "/ready" -> plain(request, 200, "");
            case "/version" -> json(request, 200, Json.object().put("version", "0.11.0"));
            case "/metrics" -> metrics(request, backend, model);
            case "/v1/models" -> json(request, 200, models(model, backend));
            case "/v1/chat/completions", "/v1/completions", "/v1/embeddings" -> {
                if (get) {
                    problem(request, new Problem(405, "Method Not Allowed", "BadRequestError", ""));
                } else {
                    withBody(request, body -> answer(new Call(backend, model, path, request, body)));
                }
            }
            default -> problem(request, new Problem(404, "Not Found", "NotFoundError", ""));
        }
    }

    private void answer(Call call) {
        Optional<Problem> problem = check(call);
        if (problem.isPresent()) {
            problem(call.request(), problem.get());
        } else if (call.path().equals("/v1/embeddings")) {
            generation.embed(call);
        } else {
            generation.complete(call);
        }
    }

    private static Optional<Problem> check(Call call) {
        String asked = Json.text(call.body(), "model");
        ServedModel model = call.model();
        if (!asked.isEmpty() && !model.names().contains(asked)) {
            return Optional.of(
                    new Problem(404, "The model `%s` does not exist.".formatted(asked), "NotFoundError", "model"));
        }
        return switch (call.path()) {
            case "/v1/embeddings" -> model.embeds() ? required(call, "input") : unsupported("Embeddings");
            case "/v1/completions" -> model.embeds() ? unsupported("Completions") : required(call, "prompt");
            default -> model.embeds() ? unsupported("Chat Completions") : required(call, "messages");
        };
    }

    private static Optional<Problem> required(Call call, String field) {
        return call.body().path(field).isEmpty() && !call.body().path(field).isTextual()
                ? Optional.of(new Problem(400, "Field required: " + field, "BadRequestError", field))
                : Optional.empty();
    }

    private static Optional<Problem> unsupported(String api) {
        return Optional.of(new Problem(400, "The model does not support %s API".formatted(api), "BadRequestError", ""));
    }

    private static ObjectNode models(ServedModel model, Backend backend) {
        ObjectNode list = Json.object().put("object", "list");
        var data = list.putArray("data");
        for (String name : model.names()) {
            ObjectNode entry = data.addObject();
            entry.put("id", name).put("object", "model").put("created", created(backend));
            entry.put("owned_by", "vllm").put("root", model.root()).put("max_model_len", model.maxLength());
        }
        return list;
    }

    private static long created(Backend backend) {
        return backend.created().isEmpty()
                ? 0
                : Instant.parse(backend.created()).getEpochSecond();
    }

    private void metrics(HttpServerRequest request, Backend backend, ServedModel model) {
        PlayedLoad load = played.get();
        if (load.silent(backend.uid())) {
            plain(request, 503, "metrics are silent\n");
            return;
        }
        request.response().putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        request.response().end(metrics.of(backend.uid()).print(model.names().getFirst(), load.waiting(backend.uid())));
    }

    private static void withBody(HttpServerRequest request, Consumer<JsonNode> then) {
        request.body().onSuccess(body -> {
            @Nullable JsonNode parsed = body.length() > MAX_BODY ? null : parse(body);
            if (parsed == null) {
                problem(request, new Problem(400, "The body is not a JSON object", "BadRequestError", ""));
            } else {
                then.accept(parsed);
            }
        });
    }

    private static @Nullable JsonNode parse(Buffer body) {
        try {
            JsonNode parsed = Json.MAPPER.readTree(body.getBytes());
            return parsed.isObject() ? parsed : null;
        } catch (JsonProcessingException _) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail.", e);
        }
    }

    static void json(HttpServerRequest request, int status, ObjectNode body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.toString());
    }

    static void plain(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(text);
    }

    /** An error in OpenAI's form. */
    record Problem(int status, String message, String type, String param) {}

    static void problem(HttpServerRequest request, Problem problem) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.put("message", problem.message()).put("type", problem.type());
        error.put("param", problem.param().isEmpty() ? null : problem.param());
        error.put("code", problem.status());
        json(request, problem.status(), body);
    }

    /** One request to one pod. */
    record Call(Backend backend, ServedModel model, String path, HttpServerRequest request, JsonNode body) {}
}
