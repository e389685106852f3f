package dev.windrose.wire.member;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import dev.windrose.wire.StreamedBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The hub's endpoints under {@code /link/v1}. Blocking; meant for virtual threads. */
public final class HubHttp implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_CA_BYTES = 64 * 1024;

    private final URI hub;
    private final HttpClient client;

    public HubHttp(URI hub, SSLContext tls) {
        this.hub = hub;
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofSeconds(10))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    public record Answer(int status, String body) {}

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(hub.resolve(path)).GET());
    }

    public Answer post(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(hub.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Sends a log as it comes; ends when it ends, or throws when the hub hangs up. */
    public void log(String id, int status, InputStream body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(hub.resolve(LinkApi.LOGS + id))
                .header("Content-Type", "text/plain; charset=utf-8")
                .header(LinkApi.LOG_STATUS, Integer.toString(status))
                .POST(new StreamedBody(body));
        client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /** The authority the hub offers; trusted by nobody yet. */
    X509Certificate offeredCa() throws IOException, InterruptedException {
        Answer answer = get(LinkApi.CA);
        if (answer.status() != 200 || answer.body().length() > MAX_CA_BYTES) {
            throw new IOException("%s answered %d for its CA.".formatted(hub, answer.status()));
        }
        try {
            return Pem.certificate(answer.body());
        } catch (IllegalArgumentException e) {
            throw new IOException("%s sent no certificate for its CA.".formatted(hub), e);
        }
    }

    /** A body whose digest was checked; empty if the hub does not have it (any more). */
    public Optional<Body> body(Digest digest) throws IOException, InterruptedException {
        Answer answer = get(LinkApi.BODIES + digest.hex());
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw new IOException("The hub answered %d for body %s.".formatted(answer.status(), digest));
        }
        var body = new Body(answer.body());
        if (!body.digest().equals(digest)) {
            throw new IOException("The hub sent another body than %s.".formatted(digest));
        }
        return Optional.of(body);
    }

    @Override
    public void close() {
        client.close();
    }
}
