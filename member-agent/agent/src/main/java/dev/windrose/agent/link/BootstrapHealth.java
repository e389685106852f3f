package dev.windrose.agent.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers health probes while the member has no identity yet: alive, and not ready. Gone before Quarkus binds the port. */
final class BootstrapHealth implements AutoCloseable {

    private final HttpServer server;

    private BootstrapHealth(HttpServer server) {
        this.server = server;
    }

    static BootstrapHealth open(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/q/health", exchange -> {
                boolean live = exchange.getRequestURI().getPath().endsWith("/live");
                answer(exchange, live ? 200 : 503, live ? "UP" : "DOWN");
            });
            server.start();
            return new BootstrapHealth(server);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port %d cannot be used. Maybe another agent runs; see WINDROSE_AGENT_PORT.".formatted(port), e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String word) throws IOException {
        byte[] body = "{\"status\":\"%s\",\"checks\":[{\"name\":\"joined\",\"status\":\"DOWN\"}]}"
                .formatted(word)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
