package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.nio.charset.StandardCharsets;

/** Writes a {@code v1 Status} in the protobuf of Kubernetes, by meta/v1/generated.proto. Pure. */
final class StatusProtobuf {
    private StatusProtobuf() {}

    static byte[] of(ObjectNode status) {
        byte[] unknown = new ProtobufWriter()
                .message(1, type -> type.text(1, "v1").text(2, "Status"))
                .message(2, raw -> status(raw, status))
                .bytes();
        byte[] magic = "k8s\0".getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[magic.length + unknown.length];
        System.arraycopy(magic, 0, whole, 0, magic.length);
        System.arraycopy(unknown, 0, whole, magic.length, unknown.length);
        return whole;
    }

    private static void status(ProtobufWriter to, ObjectNode status) {
        to.message(1, metadata -> metadata.text(3, Json.text(status, "metadata", "continue")))
                .text(2, Json.text(status, "status"))
                .text(3, Json.text(status, "message"))
                .text(4, Json.text(status, "reason"));
        if (status.path("details").isObject()) {
            to.message(5, details -> details(details, status.path("details")));
        }
        to.number(6, status.path("code").asInt());
    }

    private static void details(ProtobufWriter to, JsonNode details) {
        to.text(1, Json.text(details, "name"))
                .text(2, Json.text(details, "group"))
                .text(3, Json.text(details, "kind"));
        for (JsonNode cause : details.path("causes")) {
            to.message(
                    4,
                    one -> one.text(1, Json.text(cause, "reason"))
                            .text(2, Json.text(cause, "message"))
                            .text(3, Json.text(cause, "field")));
        }
        to.number(5, details.path("retryAfterSeconds").asInt()).text(6, Json.text(details, "uid"));
    }
}
