package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.List;

/**
 * Reads the spec of a self review out of the protobuf that typed Go clients send: {@code k8s\0}, then runtime.Unknown{1:
 * TypeMeta, 2: raw}, and in raw the review{2: spec}. Field numbers: k8s.io/api/authorization/v1/generated.proto.
 */
final class ReviewProtobuf {
    private ReviewProtobuf() {}

    static ObjectNode spec(String plural, byte[] bytes) {
        byte[] spec = Protobuf.field(Protobuf.raw(bytes), 2);
        return switch (plural) {
            case "selfsubjectaccessreviews" -> access(spec);
            case "selfsubjectrulesreviews" -> texts(spec, List.of("namespace"));
            default -> Json.object();
        };
    }

    private static ObjectNode access(byte[] spec) {
        ObjectNode out = Json.object();
        byte[] resource = Protobuf.field(spec, 1);
        byte[] path = Protobuf.field(spec, 2);
        if (resource.length > 0) {
            out.set(
                    "resourceAttributes",
                    texts(
                            resource,
                            List.of("namespace", "verb", "group", "version", "resource", "subresource", "name")));
        } else if (path.length > 0) {
            out.set("nonResourceAttributes", texts(path, List.of("path", "verb")));
        }
        return out;
    }

    /** The text fields 1, 2, … under the given names; empty ones are left out. */
    private static ObjectNode texts(byte[] message, List<String> names) {
        ObjectNode out = Json.object();
        for (int i = 0; i < names.size(); i++) {
            String text = Protobuf.text(message, i + 1);
            if (!text.isEmpty()) {
                out.put(names.get(i), text);
            }
        }
        return out;
    }
}
