package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.status.Failures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads request bodies: bounded, and in the formats that are spoken. */
final class Bodies {
    /** The real server's limit for a request. */
    static final int LIMIT = 3 * 1024 * 1024;

    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private Bodies() {}

    /** Collects the body and goes on; 413 as soon as it is too large. Resumes the paused request. */
    static void read(Exchange exchange, Consumer<byte[]> next) {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader("Content-Length");
        if (length != null && length.length() > 9 || length != null && Long.parseLong(length) > LIMIT) {
            refuse(exchange);
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > LIMIT) {
                request.handler(_ -> {});
                request.endHandler(_ -> {});
                refuse(exchange);
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> exchange.run(() -> next.accept(body.getBytes())));
        request.resume();
    }

    private static void refuse(Exchange exchange) {
        // HTTP/2 knows no such header, and clients give up on an answer that has it (RFC 9113, section 8.2.2).
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.response().putHeader("Connection", "close");
        }
        exchange.fail(Failures.tooLarge(LIMIT));
    }

    /** The media type without its parameters; JSON when none is given. */
    static String mediaType(Exchange exchange) {
        String header = exchange.header("Content-Type");
        if (header == null || header.isBlank()) {
            return "application/json";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * An object body: JSON or YAML, or protobuf where the object's shape is known.
     *
     * @param shape what the numbers in protobuf mean; null for kinds that have no such form, as custom ones
     */
    static Body object(Exchange exchange, byte[] bytes, @Nullable ProtobufShape shape) {
        return switch (mediaType(exchange)) {
            case "application/json" -> parse(bytes, false);
            case "application/yaml", "application/x-yaml", "text/yaml" -> parse(bytes, true);
            case PROTOBUF -> {
                if (shape == null) {
                    throw Failures.unsupportedMediaType(
                            "application/json, application/yaml (protobuf is not read here; maybe write a manifest and use kubectl apply -f)");
                }
                yield ProtobufObject.read(bytes, shape);
            }
            default ->
                throw Failures.unsupportedMediaType(
                        "application/json, application/yaml" + (shape == null ? "" : ", " + PROTOBUF));
        };
    }

    static Body parse(byte[] bytes, boolean yaml) {
        try {
            return yaml ? Body.yaml(bytes) : Body.json(bytes);
        } catch (Body.Malformed e) {
            throw Failures.badRequest(
                    "couldn't get version/kind; %s parse error: %s".formatted(yaml ? "yaml" : "json", e.getMessage()));
        }
    }
}
