package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Everything that touches the response runs on the request's context. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private final HttpServerRequest request;
    private final Context context;
    private @Nullable Query query;
    private boolean secret;
    private IntConsumer answered = _ -> {};

    Exchange(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    /** Hears the code of the answer, once it is known. */
    void onAnswer(IntConsumer listener) {
        this.answered = listener;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    Context context() {
        return context;
    }

    /** Decoded when it is first asked for: what cannot be decoded is told to callers who are known. */
    Query query() {
        Query known = query;
        if (known == null) {
            try {
                known = new Query(request.params());
            } catch (IllegalArgumentException e) {
                throw Failures.badRequest("the query is not percent-encoded UTF-8");
            }
            query = known;
        }
        return known;
    }

    /** The address of ours that the request came to, as {@code address:port}; empty when the transport has none. */
    String reachedAt() {
        SocketAddress address = request.localAddress();
        if (address == null || address.hostAddress() == null) {
            return "";
        }
        String host = address.hostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.port();
    }

    Accept accept() {
        return Accept.of(request.getHeader("Accept"));
    }

    /** Goes on with a stage's value on the request's context; its failure, or one of what follows, becomes the answer. */
    <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenComplete((value, failure) -> context.runOnContext(_ -> {
            if (failure != null) {
                fail(failure);
            } else {
                run(() -> next.accept(value));
            }
        }));
    }

    void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void send(int code, JsonNode body) {
        send(code, body, List.of());
    }

    void send(int code, JsonNode body, List<String> warnings) {
        HttpServerResponse response = begin(code, contentType(format()));
        warnings.forEach(warning -> response.headers().add("Warning", "299 - " + quoted(warning)));
        end(Buffer.buffer(bytes(format(), body)));
    }

    void sendText(int code, String contentType, String text) {
        begin(code, contentType);
        end(Buffer.buffer(text));
    }

    /** Sends a document with its ETag, or 304 to who has it already. */
    void sendDocument(Document document, String cacheControl) {
        String known = header("If-None-Match");
        boolean unchanged = known != null
                && (known.contains(document.etag()) || known.strip().equals("*"));
        HttpServerResponse response = begin(unchanged ? 304 : 200, document.contentType())
                .putHeader("Cache-Control", cacheControl)
                .putHeader("ETag", document.etag())
                .putHeader("Vary", "Accept");
        if (unchanged) {
            response.headers().remove("Content-Type");
        }
        end(unchanged ? Buffer.buffer() : Buffer.buffer(document.bytes()));
    }

    void redirect(String location) {
        begin(301, "text/plain; charset=utf-8").putHeader("Location", location);
        end(Buffer.buffer());
    }

    /** The last of the answer. */
    void end(Buffer body) {
        answered.accept(response().getStatusCode());
        if (!response().ended() && !response().closed()) {
            response().end(body);
        }
        if (!request.isEnded()) {
            // A body that nobody wanted would hold up the next request on this connection.
            request.resume();
        }
    }

    HttpServerResponse begin(int code, String contentType) {
        return response()
                .setStatusCode(code)
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", secret ? "no-store" : "no-cache, private");
    }

    /** The answer carries a secret: nobody on the way may keep it. */
    void holdBack() {
        secret = true;
    }

    private Accept.Format format() {
        try {
            return accept().format();
        } catch (RuntimeException e) {
            return Accept.Format.JSON;
        }
    }

    static String contentType(Accept.Format format) {
        return format == Accept.Format.YAML ? "application/yaml" : "application/json";
    }

    static byte[] bytes(Accept.Format format, JsonNode node) {
        if (format == Accept.Format.JSON) {
            return Json.bytes(node);
        }
        try {
            return YAML.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree could not be written as YAML", e);
        }
    }

    /** Answers with the refusal in the failure; anything else is logged under an id and told without its inside. */
    void fail(Throwable failure) {
        try {
            tell(failure);
        } catch (RuntimeException e) {
            // Whoever waits for an answer must not wait for ever, whatever is wrong with telling it.
            LOG.error("method={} path={} could not be answered", request.method(), request.path(), e);
            request.connection().close();
        }
    }

    private void tell(Throwable failure) {
        ApiException refusal = ApiException.in(failure);
        ApiException told = refusal != null ? refusal : broken(failure);
        if (response().ended() || response().closed()) {
            return;
        }
        if (response().headWritten()) {
            request.connection().close();
            return;
        }
        ObjectNode status = told.toStatus();
        if (told.details().retryAfterSeconds() > 0) {
            response().putHeader("Retry-After", Integer.toString(told.details().retryAfterSeconds()));
        }
        if (told.code() == 401) {
            response().putHeader("WWW-Authenticate", "Bearer");
        }
        if (Accept.onlyProtobuf(header("Accept"))) {
            begin(told.code(), Bodies.PROTOBUF);
            end(Buffer.buffer(StatusProtobuf.of(status)));
        } else {
            send(told.code(), status);
        }
    }

    private ApiException broken(Throwable failure) {
        String id = UUID.randomUUID().toString();
        Throwable root = failure;
        while (root instanceof java.util.concurrent.CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        LOG.error("incident={} method={} path={} failed", id, request.method(), request.path(), root);
        boolean ours =
                root instanceof RuntimeException && root.getClass().getName().startsWith("java.lang.");
        return ours
                ? Failures.internal(id)
                : Failures.unavailable(
                        "the storage is currently unable to handle the request (incident %s)".formatted(id), 1);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.appendCodePoint(c < 0x20 || c > 0x7e ? '?' : c);
        });
        return out.append('"').toString();
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }
}
