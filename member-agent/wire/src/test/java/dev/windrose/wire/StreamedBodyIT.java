package dev.windrose.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log on its way, with a server that reads it. */
class StreamedBodyIT {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PipedInputStream log = new PipedInputStream();
    private final PipedOutputStream pod;
    private final HttpServer server;

    StreamedBodyIT() throws IOException {
        pod = new PipedOutputStream(log);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(work -> Thread.ofVirtual().start(work));
        server.start();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.stop(0);
    }

    @Test
    void theHeadGoesBeforeTheLogSaysAnything() throws Exception {
        var answer = send(exchange -> {
            heard.add("head");
            try (var lines = new BufferedReader(new InputStreamReader(exchange.getRequestBody(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    heard.add(line);
                }
            }
            exchange.sendResponseHeaders(204, -1);
        });

        assertThat(next()).isEqualTo("head");
        pod.write("one\n".getBytes(UTF_8));
        pod.flush();
        assertThat(next()).isEqualTo("one");
        pod.write("two\n".getBytes(UTF_8));
        pod.close();
        assertThat(next()).isEqualTo("two");
        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Test
    void endsWhenTheServerHangsUpThoughTheLogIsSilent() throws Exception {
        var answer = send(HttpExchange::close);

        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    private CompletableFuture<HttpResponse<Void>> send(HttpHandler handler) {
        server.createContext("/", handler);
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .POST(new StreamedBody(log))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }
}
