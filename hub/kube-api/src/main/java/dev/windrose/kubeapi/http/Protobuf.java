package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the wire format of Kubernetes' protobuf objects: as much as small requests of typed Go clients need. */
final class Protobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** Objects that may come so are small. */
    private static final int LIMIT = 256 * 1024;

    private Protobuf() {}

    /** The object inside {@code k8s}, NUL and runtime.Unknown{1: TypeMeta, 2: raw}. */
    static byte[] raw(byte[] bytes) {
        if (bytes.length < MAGIC.length
                || bytes.length > LIMIT
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw Failures.badRequest("the body is not a protobuf object of Kubernetes");
        }
        return field(Arrays.copyOfRange(bytes, MAGIC.length, bytes.length), 2);
    }

    static String text(byte[] message, int number) {
        return new String(field(message, number), StandardCharsets.UTF_8);
    }

    /** The last length-delimited field of a number; empty when there is none. */
    static byte[] field(byte[] message, int number) {
        List<byte[]> all = fields(message, number);
        return all.isEmpty() ? new byte[0] : all.getLast();
    }

    /** All length-delimited fields of a number, in order. */
    static List<byte[]> fields(byte[] message, int number) {
        var found = new ArrayList<byte[]>();
        var reader = new Reader(message);
        while (reader.more()) {
            long tag = reader.varint();
            switch ((int) (tag & 7)) {
                case 0 -> reader.varint();
                case 1 -> reader.take(8);
                case 2 -> {
                    byte[] value = reader.take(reader.varint());
                    if (tag >>> 3 == number) {
                        found.add(value);
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
