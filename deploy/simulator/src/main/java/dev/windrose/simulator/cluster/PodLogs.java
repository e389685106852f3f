package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.data.EngineLogs;
import dev.windrose.simulator.data.EngineLogs.Line;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code kubectl logs}: a line that says what the pod plays, and then what its model server wrote; with {@code container},
 * {@code follow}, {@code tailLines} and {@code sinceSeconds} as a kubelet takes them. Everything else goes on to the API.
 */
final class PodLogs implements Handler<HttpServerRequest> {
    private static final Pattern PATH = Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/log");

    private final PodReading pods;
    private final EngineLogs logs;
    private final InstantSource clock;
    private final Handler<HttpServerRequest> next;

    PodLogs(PodReading pods, EngineLogs logs, InstantSource clock, Handler<HttpServerRequest> next) {
        this.pods = pods;
        this.logs = logs;
        this.clock = clock;
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
        pods.read(request, key, new PodReading.Answer() {
            @Override
            public void of(Optional<ObjectNode> pod) {
                answer(request, key, pod);
            }

            @Override
            public void refused(int code, String reason, String message) {
                status(request, code, reason, message);
            }
        });
    }

    private void answer(HttpServerRequest request, ObjectKey key, Optional<ObjectNode> pod) {
        if (pod.isEmpty()) {
            status(request, 404, "NotFound", "pods \"%s\" not found".formatted(key.name()));
            return;
        }
        String asked = Optional.ofNullable(request.getParam("container")).orElse("");
        List<String> names = new ArrayList<>();
        Json.at(pod.get(), "spec", "containers").forEach(container -> names.add(Json.text(container, "name")));
        if (!asked.isEmpty() && !names.contains(asked)) {
            status(request, 400, "BadRequest", "container %s is not valid for pod %s".formatted(asked, key.name()));
            return;
        }
        for (JsonNode container : Json.at(pod.get(), "status", "containerStatuses")) {
            String started = Json.text(container, "state", "running", "startedAt");
            if (!started.isEmpty() && (asked.isEmpty() || asked.equals(Json.text(container, "name")))) {
                write(request, pod.get(), container, Instant.parse(started));
                return;
            }
        }
        status(
                request,
                400,
                "BadRequest",
                "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                        .formatted(asked.isEmpty() ? names.getFirst() : asked, key.name()));
    }

    private void write(HttpServerRequest request, JsonNode pod, JsonNode container, Instant started) {
        String uid = Json.text(pod, "metadata", "uid");
        Line first = new Line(
                started,
                "%s simulated container %s of image %s started"
                        .formatted(started, Json.text(container, "name"), Json.text(container, "image")));
        request.response().putHeader("content-type", "text/plain; charset=utf-8");
        if (!"true".equals(request.getParam("follow"))) {
            request.response().end(text(chosen(request, first, logs.lines(uid))));
            return;
        }
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not on a Vert.x context");
        Consumer<Line> follower = line -> context.runOnContext(_ -> {
            if (!request.response().closed()) {
                request.response().write(text(List.of(line)));
            }
        });
        request.response().setChunked(true).closeHandler(_ -> logs.leave(uid, follower));
        request.response().write(text(chosen(request, first, logs.follow(uid, follower))));
    }

    private List<Line> chosen(HttpServerRequest request, Line first, List<Line> rest) {
        List<Line> lines = new ArrayList<>();
        lines.add(first);
        lines.addAll(rest);
        int since = number(request, "sinceSeconds");
        if (since > 0) {
            Instant from = clock.instant().minusSeconds(since);
            lines.removeIf(line -> line.at().isBefore(from));
        }
        int tail = number(request, "tailLines");
        return tail >= 0 && tail < lines.size() ? lines.subList(lines.size() - tail, lines.size()) : lines;
    }

    /** -1 when it is absent or no number. */
    private static int number(HttpServerRequest request, String name) {
        String text = Optional.ofNullable(request.getParam(name)).orElse("");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static String text(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
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
