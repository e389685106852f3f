package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the spec of a self review out of the protobuf that typed Go clients send: {@code k8s\0}, then runtime.Unknown{1:
 * TypeMeta, 2: raw}, and in raw the review{2: spec}. Field numbers: k8s.io/api/authorization/v1/generated.proto.
 */
final class ReviewProtobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MOST_DEPTH_BYTES = 64 * 1024;

    private ReviewProtobuf() {}

    static ObjectNode spec(String plural, byte[] bytes) {
        if (bytes.length < MAGIC.length
                || bytes.length > MOST_DEPTH_BYTES
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw Failures.badRequest("the body is not a protobuf object of Kubernetes");
        }
        byte[] raw = field(Arrays.copyOfRange(bytes, MAGIC.length, bytes.length), 2);
        byte[] spec = field(raw, 2);
        return switch (plural) {
            case "selfsubjectaccessreviews" -> access(spec);
            case "selfsubjectrulesreviews" -> texts(spec, List.of("namespace"));
            default -> Json.object();
        };
    }

    private static ObjectNode access(byte[] spec) {
        ObjectNode out = Json.object();
        byte[] resource = field(spec, 1);
        byte[] path = field(spec, 2);
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
            String text = new String(field(message, i + 1), StandardCharsets.UTF_8);
            if (!text.isEmpty()) {
                out.put(names.get(i), text);
            }
        }
        return out;
    }

    /** The last length-delimited field of a number; empty when there is none. */
    private static byte[] field(byte[] message, int number) {
        byte[] found = new byte[0];
        var reader = new Reader(message);
        while (reader.more()) {
            long tag = reader.varint();
            switch ((int) (tag & 7)) {
                case 0 -> reader.varint();
                case 1 -> reader.take(8);
                case 2 -> {
                    byte[] value = reader.take(reader.varint());
                    if (tag >>> 3 == number) {
                        found = value;
                    }
                }
                case 5 -> reader.take(4);
                default -> throw malformed();
            }
        }
        return found;
    }

    private static RuntimeException malformed() {
        return Failures.badRequest("the protobuf body is malformed");
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return at < bytes.length;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (!more()) {
                    throw malformed();
                }
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw malformed();
        }

        byte[] take(long length) {
            if (length < 0 || length > bytes.length - at) {
                throw malformed();
            }
            byte[] part = Arrays.copyOfRange(bytes, at, at + (int) length);
            at += (int) length;
            return part;
        }
    }
}
