package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.status.Failures;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads protobuf's wire format (protobuf.dev, "Encoding") field by field: {@link #next}, then one of the others. Every
 * fault is a 400; nothing is read, or made room for, beyond what is there.
 */
final class ProtobufReader {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] message;
    private int at;
    private int field;
    private int wire;

    ProtobufReader(byte[] message) {
        this.message = message;
    }

    /** The envelope of a Kubernetes object, runtime.Unknown. */
    static ProtobufReader of(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw Failures.badRequest(
                    "the body is not a protobuf object of Kubernetes: it does not begin with k8s and a zero");
        }
        return new ProtobufReader(Arrays.copyOfRange(body, MAGIC.length, body.length));
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (at == message.length) {
            return false;
        }
        long tag = varint();
        if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE >>> 2) {
            throw malformed();
        }
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        expect(VARINT);
        return varint();
    }

    byte[] bytes() {
        expect(BYTES);
        return take(varint());
    }

    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Failures.badRequest("the protobuf body holds text that is not UTF-8");
        }
    }

    /** Of groups (3 and 4), which are long gone, none comes. */
    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case BYTES -> take(varint());
            case FIXED32 -> take(4);
            default -> throw malformed();
        }
    }

    private void expect(int type) {
        if (wire != type) {
            throw Failures.badRequest("field %d of the protobuf body is of another type".formatted(field));
        }
    }

    private static RuntimeException malformed() {
        return Failures.badRequest("the protobuf body is malformed");
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == message.length) {
                throw malformed();
            }
            byte next = message[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private byte[] take(long length) {
        if (length < 0 || length > message.length - at) {
            throw malformed();
        }
        byte[] part = Arrays.copyOfRange(message, at, at + (int) length);
        at += (int) length;
        return part;
    }
}
