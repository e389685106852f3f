package dev.windrose.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and writes the DER form of an ECDSA signature: a sequence of two positive integers, each in its shortest form, and nothing
 * else (RFC 3279, section 2.2.3). By hand, because these bytes come from anybody: no input may do more than be refused.
 */
final class SignatureDer {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    /** 32 bytes, and one more where the first would read as a sign. */
    private static final int LONGEST_INTEGER = 33;

    /** @param r and s are positive; whether they are below the curve's order is for the check to say */
    record Pair(BigInteger r, BigInteger s) {
        byte[] write() {
            byte[] first = r.toByteArray(); // the shortest form that is not negative
            byte[] second = s.toByteArray();
            ByteBuffer out = ByteBuffer.allocate(6 + first.length + second.length);
            out.put((byte) SEQUENCE).put((byte) (4 + first.length + second.length));
            out.put((byte) INTEGER).put((byte) first.length).put(first);
            out.put((byte) INTEGER).put((byte) second.length).put(second);
            return out.array();
        }
    }

    private final byte[] bytes;
    private int at;

    private SignatureDer(byte[] bytes) {
        this.bytes = bytes;
    }

    static Optional<Pair> read(byte[] bytes) {
        return new SignatureDer(bytes).pair();
    }

    private Optional<Pair> pair() {
        if (next() != SEQUENCE || next() != bytes.length - 2) {
            return Optional.empty();
        }
        Optional<BigInteger> r = integer();
        Optional<BigInteger> s = integer();
        return r.isPresent() && s.isPresent() && at == bytes.length
                ? Optional.of(new Pair(r.get(), s.get()))
                : Optional.empty();
    }

    private Optional<BigInteger> integer() {
        if (next() != INTEGER) {
            return Optional.empty();
        }
        int length = next();
        if (length < 1 || length > LONGEST_INTEGER || at + length > bytes.length) {
            return Optional.empty();
        }
        int start = at;
        at += length;
        boolean padded = length > 1 && bytes[start] == 0 && bytes[start + 1] >= 0;
        boolean negative = bytes[start] < 0;
        return padded || negative
                ? Optional.empty()
                : Optional.of(new BigInteger(Arrays.copyOfRange(bytes, start, at)))
                        .filter(value -> value.signum() > 0);
    }

    /** The next byte, or -1 at the end. */
    private int next() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
    }
}
