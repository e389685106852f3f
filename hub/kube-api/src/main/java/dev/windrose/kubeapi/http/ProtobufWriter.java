package dev.windrose.kubeapi.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes protobuf's wire format (protobuf.dev, "Encoding"). What has the value of its absence is left out, as proto3 does. */
final class ProtobufWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    ProtobufWriter text(int field, String value) {
        return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One of repeated texts: an empty one counts too. */
    ProtobufWriter element(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufWriter flag(int field, boolean value) {
        return value ? number(field, 1) : this;
    }

    ProtobufWriter number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3);
            varint(value);
        }
        return this;
    }

    ProtobufWriter real(int field, double value) {
        if (value != 0) {
            varint((long) field << 3 | 1);
            long bits = Double.doubleToLongBits(value);
            for (int i = 0; i < Long.BYTES; i++) {
                out.write((int) (bits >>> 8 * i));
            }
        }
        return this;
    }

    /** A message within, which is there even when it is empty. */
    ProtobufWriter message(int field, Consumer<ProtobufWriter> content) {
        var inner = new ProtobufWriter();
        content.accept(inner);
        return bytes(field, inner.bytes());
    }

    private ProtobufWriter bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
