package dev.windrose.agent.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Blocking requests to the member's API server; call from virtual threads. At most {@code permits} requests are under
 * way at once (watches not counted), so that an agent with a thousand objects is no load the API server notices.
 *
 * <p>TLS, credentials and their renewal are fabric8's: its HTTP client with its interceptors does the sending. Retrying
 * is the callers': they are loops and know whether the world still asks for it.
 */
public final class KubeApi {
    public static final String FIELD_MANAGER = "windrose";

    /** Owns a field between us and whoever is to own it. */
    private static final String HOLDER = "windrose-handover";

    private static final int LONGEST_REFUSAL = 16 * 1024;
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String server;
    private final Semaphore permits;
    private final Duration timeout;

    public KubeApi(HttpClient http, String url, int permits, Duration timeout) {
        this.http = http;
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.permits = new Semaphore(permits, true);
        this.timeout = timeout;
    }

    public Answer get(String path) {
        return send(http.newHttpRequestBuilder().uri(server + path));
    }

    /**
     * Server-side apply as {@link #FIELD_MANAGER}. An apply that changes nothing is not a write: the object keeps its
     * resourceVersion (https://kubernetes.io/docs/reference/using-api/server-side-apply/).
     *
     * <p>Without field validation: unknown fields are an error of every apply, and for doubled ones, which a tree cannot
     * have, the server would read the body a second time as YAML, only to warn (apiserver, handlers/patch.go,
     * {@code applyPatchToCurrentObject}).
     *
     * @param force take over fields that another manager set
     */
    public Answer apply(String path, JsonNode object, boolean force) {
        String uri = server + path + "?fieldManager=" + FIELD_MANAGER + "&fieldValidation=Ignore&force=" + force;
        return send(http.newHttpRequestBuilder()
                .uri(uri)
                .method("PATCH", "application/apply-patch+yaml", object.toString()));
    }

    /** Becomes a second owner of what {@code object} says, where it says what is there; a conflict where it does not. */
    public Answer hold(String path, JsonNode object) {
        return send(http.newHttpRequestBuilder()
                .uri(server + path + "?fieldManager=" + HOLDER + "&force=false")
                .method("PATCH", "application/apply-patch+yaml", object.toString()));
    }

    public Answer create(String path, JsonNode object) {
        return send(http.newHttpRequestBuilder()
                .uri(server + path + "?fieldManager=" + FIELD_MANAGER)
                .post("application/json", object.toString().getBytes(UTF_8)));
    }

    /** Replaces the object; with {@code metadata.resourceVersion} in it only if that is still the newest. */
    public Answer replace(String path, JsonNode object) {
        return send(http.newHttpRequestBuilder()
                .uri(server + path + "?fieldManager=" + FIELD_MANAGER)
                .method("PUT", "application/json", object.toString()));
    }

    /** Deletes exactly the object with this uid; one that was made anew under the same name is left alone. */
    public Answer delete(String path, String uid) {
        return delete(path, uid, "");
    }

    /** The same, if the object is still in the state of {@code resourceVersion} as well; 409 when it is not. */
    public Answer delete(String path, String uid, String resourceVersion) {
        var options = JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "DeleteOptions")
                .put("propagationPolicy", "Background");
        var preconditions = options.putObject("preconditions").put("uid", uid);
        if (!resourceVersion.isEmpty()) {
            preconditions.put("resourceVersion", resourceVersion);
        }
        return send(http.newHttpRequestBuilder()
                .uri(server + path)
                .method("DELETE", "application/json", options.toString()));
    }

    /** Opens a stream of watch events; chunks arrive one at a time, each only after the last was {@code consume()}d. */
    CompletableFuture<HttpResponse<AsyncBody>> stream(String path, AsyncBody.Consumer<List<ByteBuffer>> chunks) {
        HttpRequest request =
                http.newHttpRequestBuilder().uri(server + path).forStreaming().build();
        return http.consumeBytes(request, chunks);
    }

    /** A pod's log, or why there is none. */
    public sealed interface Log {
        /** @param bytes to be closed by the reader */
        record Open(InputStream bytes) implements Log {}

        /** @param code the API server's, or 502 when it did not answer */
        record Refused(int code, String why) implements Log {}
    }

    /** Opens a log; waits for the answer's head only. The bytes come as fast as they are read. */
    public Log log(String path, boolean follow) {
        var stream = new LogStream();
        var request = http.newHttpRequestBuilder().uri(server + path);
        if (follow) {
            request.forStreaming();
        }
        try {
            HttpResponse<AsyncBody> head =
                    http.consumeBytes(request.build(), stream::chunk).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            head.body().done().whenComplete((_, failure) -> stream.ended(failure));
            stream.begin(head.body());
            if (head.code() < 300) {
                return new Log.Open(stream);
            }
            try (stream) {
                return refused(head.code(), stream.readNBytes(LONGEST_REFUSAL));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Log.Refused(502, "interrupted");
        } catch (IOException | ExecutionException | TimeoutException e) {
            stream.close();
            return new Log.Refused(502, "the API server did not answer: " + reason(e));
        }
    }

    /** A short text, or why there is none. */
    public sealed interface Text {
        record Read(String text) implements Text {}

        record Missing(String why) implements Text {}
    }

    /**
     * Reads a text that must be short and come soon; more or later is none.
     *
     * @param most bytes
     */
    public Text text(String path, int most, Duration within) {
        var body = new ByteArrayOutputStream();
        var request = http.newHttpRequestBuilder().uri(server + path).build();
        long until = System.nanoTime() + within.toNanos();
        CompletableFuture<HttpResponse<AsyncBody>> head = http.consumeBytes(request, (chunks, source) -> {
            for (ByteBuffer chunk : chunks) {
                byte[] bytes = new byte[Math.min(chunk.remaining(), most + 1 - body.size())];
                chunk.get(bytes);
                body.writeBytes(bytes);
            }
            if (body.size() > most) {
                source.cancel();
            } else {
                source.consume();
            }
        });
        try {
            HttpResponse<AsyncBody> response = head.get(within.toNanos(), TimeUnit.NANOSECONDS);
            response.body().consume();
            try {
                response.body().done().get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } finally {
                response.body().cancel();
            }
            if (response.code() != 200) {
                return new Text.Missing("HTTP " + response.code());
            }
            return body.size() > most
                    ? new Text.Missing("more than %d bytes".formatted(most))
                    : new Text.Read(body.toString(UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Text.Missing("interrupted");
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            head.cancel(true);
            return new Text.Missing(body.size() > most ? "more than %d bytes".formatted(most) : reason(e));
        }
    }

    private static Log.Refused refused(int code, byte[] body) {
        try {
            String message = parse(body).path("message").asText();
            return new Log.Refused(code, message.isEmpty() ? "HTTP " + code : message);
        } catch (IOException e) {
            return new Log.Refused(code, "HTTP " + code); // a proxy's page and the like
        }
    }

    Duration timeout() {
        return timeout;
    }

    /** The bytes of a list, undecoded: pages are read as a stream, item by item. */
    byte[] bytes(String path) throws IOException {
        HttpResponse<byte[]> response =
                exchange(http.newHttpRequestBuilder().uri(server + path).build());
        if (response.code() >= 300) {
            throw new ListRefused(refusal(response));
        }
        return response.body();
    }

    /** A list that the server refused; carries its answer. */
    static final class ListRefused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ListRefused(Answer.Refused refused) {
            super(refused.explain());
            this.code = refused.code();
        }

        int code() {
            return code;
        }
    }

    private Answer send(HttpRequest.Builder builder) {
        try {
            HttpResponse<byte[]> response = exchange(builder.build());
            if (response.code() >= 300) {
                return refusal(response);
            }
            return new Answer.Ok(response.code(), parse(response.body()));
        } catch (IOException e) {
            return new Answer.Unreachable(reason(e));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        CompletableFuture<HttpResponse<byte[]>> future = http.sendAsync(request, byte[].class);
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e), e);
        } finally {
            permits.release();
        }
    }

    static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }

    private static Answer.Refused refusal(HttpResponse<byte[]> response) {
        JsonNode status;
        try {
            status = parse(response.body());
        } catch (IOException e) {
            // A proxy's error page and the like: the code says enough.
            return new Answer.Refused(response.code(), "", "HTTP " + response.code(), "");
        }
        return new Answer.Refused(
                response.code(),
                status.path("reason").asText(),
                status.path("message").asText(),
                status.path("details").path("kind").asText());
    }

    static JsonNode parse(byte[] bytes) throws IOException {
        if (bytes == null || bytes.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return SlimTree.read(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException("The API server answered something that is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
