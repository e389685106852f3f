package dev.windrose.simulator.data;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster's loopback proxy: {@code CONNECT host:port}, and requests in absolute form. Behind it one model server plays
 * all pods; a tunnel's bytes begin to flow only once its pod is known by the tunnel's local port.
 */
public final class ClusterProxy {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterProxy.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int HTTP = 80;

    private final Vertx vertx;
    private final Supplier<Routes> routes;
    private final ModelServer models;
    private final NetClient tunnels;
    private final HttpServer proxy;
    private final HttpServer backends;
    private final Map<Integer, Backend> tunnelled = new ConcurrentHashMap<>();

    /** @param port 0 for a free one */
    public ClusterProxy(Vertx vertx, int port, Pace pace, Supplier<Routes> routes, EngineLogs logs) {
        this.vertx = vertx;
        this.routes = routes;
        this.models = new ModelServer(vertx, pace, logs, () -> routes.get().load());
        this.tunnels = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.proxy = vertx.createHttpServer(options(port)).requestHandler(this::proxied);
        this.backends = vertx.createHttpServer(options(0)).requestHandler(this::behind);
    }

    private static HttpServerOptions options(int port) {
        return new HttpServerOptions().setHost(LOOPBACK).setPort(port).setTcpNoDelay(true);
    }

    /** @return the proxy's port */
    public Future<Integer> start() {
        return backends.listen().compose(_ -> proxy.listen()).map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        return proxy.close().compose(_ -> backends.close()).compose(_ -> tunnels.close());
    }

    /** Forgets what it counted for pods that are gone. */
    public void routesChanged() {
        var serving = routes.get().serving();
        vertx.runOnContext(_ -> models.keepOnly(serving));
    }

    private void proxied(HttpServerRequest request) {
        boolean connect = request.method().equals(HttpMethod.CONNECT);
        @Nullable URI target = target(connect ? "http://" + request.uri() : request.uri());
        if (target == null) {
            String usage = "Send CONNECT host:port, or a request in absolute form (GET http://host:port/path).\n";
            ModelServer.plain(request, 400, usage);
            return;
        }
        int port = target.getPort() < 0 ? HTTP : target.getPort();
        switch (routes.get().find(target.getHost(), port)) {
            case Routes.Answer.Refused(int status, String reason) -> ModelServer.plain(request, status, reason + "\n");
            case Routes.Answer.Found(Backend backend) when connect -> tunnel(request, backend);
            case Routes.Answer.Found(Backend backend) -> models.handle(backend, request);
        }
    }

    private static @Nullable URI target(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || !"http".equals(uri.getScheme()) ? null : uri;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private void tunnel(HttpServerRequest request, Backend backend) {
        request.pause();
        tunnels.connect(backends.actualPort(), LOOPBACK)
                .onFailure(e -> {
                    LOG.warn("pod={} no tunnel to its model server: {}", backend.name(), e.getMessage());
                    request.resume();
                    ModelServer.plain(request, 502, "Connection refused\n");
                })
                .onSuccess(upstream -> {
                    int port = upstream.localAddress().port();
                    tunnelled.put(port, backend);
                    upstream.closeHandler(_ -> tunnelled.remove(port));
                    upstream.pause();
                    request.toNetSocket()
                            .onSuccess(client -> join(client, upstream, port))
                            .onFailure(_ -> {
                                tunnelled.remove(port);
                                upstream.close();
                            });
                });
    }

    private void join(NetSocket client, NetSocket upstream, int port) {
        client.closeHandler(_ -> upstream.close());
        upstream.closeHandler(_ -> {
            tunnelled.remove(port);
            client.close();
        });
        pump(client, upstream);
        pump(upstream, client);
        upstream.resume();
        client.resume();
    }

    private static void pump(NetSocket from, NetSocket to) {
        from.handler((Buffer data) -> {
            to.write(data);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(_ -> from.resume());
            }
        });
        from.exceptionHandler(_ -> to.close());
    }

    /** A request that came through a tunnel. A pod that is gone by now hangs up, as a dead one does. */
    private void behind(HttpServerRequest request) {
        @Nullable
        Backend backend = tunnelled.get(request.connection().remoteAddress().port());
        if (backend == null || !routes.get().serving().contains(backend.uid())) {
            request.connection().close();
        } else {
            models.handle(backend, request);
        }
    }
}
