package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code kubectl logs}: a few lines that say what the pod plays. Everything else goes on to the API. */
final class PodLogs implements Handler<HttpServerRequest> {
    private static final Pattern PATH = Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/log");

    private final Authenticator authenticator;
    private final ResourceStore store;
    private final Handler<HttpServerRequest> next;

    PodLogs(Authenticator authenticator, ResourceStore store, Handler<HttpServerRequest> next) {
        this.authenticator = authenticator;
        this.store = store;
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!request.method().equals(HttpMethod.GET) || !path.matches()) {
            next.handle(request);
            return;
        }
        ObjectKey key = new ObjectKey(Kinds.PODS, path.group(1), path.group(2));
        authenticator
                .authenticate(request)
                .thenCombine(store.get(key), (caller, pod) -> {
                    if (caller.isEmpty()) {
                        status(request, 401, "Unauthorized", "Unauthorized");
                    } else {
                        answer(request, key, pod);
                    }
                    return caller;
                })
                .exceptionally(_ -> {
                    status(request, 500, "InternalError", "the store cannot be read");
                    return Optional.empty();
                });
    }

    private static void answer(HttpServerRequest request, ObjectKey key, Optional<ObjectNode> pod) {
        if (pod.isEmpty()) {
            status(request, 404, "NotFound", "pods \"%s\" not found".formatted(key.name()));
            return;
        }
        for (JsonNode container : Json.at(pod.get(), "status", "containerStatuses")) {
            String started = Json.text(container, "state", "running", "startedAt");
            if (!started.isEmpty()) {
                request.response().putHeader("content-type", "text/plain; charset=utf-8");
                request.response()
                        .end("%s simulated container %s of image %s started\n"
                                .formatted(started, Json.text(container, "name"), Json.text(container, "image")));
                return;
            }
        }
        String container = Json.text(Json.at(pod.get(), "spec", "containers").path(0), "name");
        status(
                request,
                400,
                "BadRequest",
                "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                        .formatted(container, key.name()));
    }

    private static void status(HttpServerRequest request, int code, String reason, String message) {
        ObjectNode body = Json.object().put("kind", "Status").put("apiVersion", "v1");
        body.putObject("metadata");
        body.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
        request.response()
                .setStatusCode(code)
                .putHeader("content-type", "application/json")
                .end(body.toString());
    }
}
