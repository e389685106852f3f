package dev.windrose.simulator.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /api/v1/namespaces/…/pods/name:port/proxy/…}: goes to the pod on the cluster's data path, so that what is
 * broken there is broken here. Everything else goes on to the API.
 */
final class PodProxy implements Handler<HttpServerRequest> {
    private static final Pattern PATH =
            Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/:]+)(?::([0-9]{1,5}))?/proxy(/.*)?");
    private static final int HTTP = 80;

    private final PodReading pods;
    private final HttpClient client;
    private final IntSupplier dataPath;
    private final Handler<HttpServerRequest> next;

    /** @param dataPath the port of the cluster's proxy */
    PodProxy(Vertx vertx, PodReading pods, IntSupplier dataPath, Handler<HttpServerRequest> next) {
        this.pods = pods;
        this.client = vertx.createHttpClient();
        this.dataPath = dataPath;
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
                String ip =
                        pod.map(found -> Json.text(found, "status", "podIP")).orElse("");
                if (ip.isEmpty()) {
                    end(request, 404, "pods \"%s\" not found, or without an address".formatted(key.name()));
                } else {
                    pass(request, ip, path);
                }
            }

            @Override
            public void refused(int code, String reason, String message) {
                end(request, code, message);
            }
        });
    }

    private void pass(HttpServerRequest request, String ip, Matcher path) {
        int port = path.group(3) == null ? HTTP : Integer.parseInt(path.group(3));
        String rest = path.group(4) == null ? "/" : path.group(4);
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost("127.0.0.1")
                        .setPort(dataPath.getAsInt())
                        .setURI("http://%s:%d%s".formatted(ip, port, rest)))
                .compose(sent -> sent.send()
                        .compose(answer -> answer.body().map(body -> {
                            String type = answer.getHeader("content-type");
                            request.response()
                                    .setStatusCode(answer.statusCode())
                                    .putHeader("content-type", type == null ? "text/plain" : type)
                                    .end(body);
                            return body;
                        })))
                .onFailure(e -> end(request, 503, "error trying to reach pod: " + e.getMessage()));
    }

    private static void end(HttpServerRequest request, int code, String message) {
        if (!request.response().ended()) {
            request.response()
                    .setStatusCode(code)
                    .putHeader("content-type", "text/plain; charset=utf-8")
                    .end(message + "\n");
        }
    }
}
