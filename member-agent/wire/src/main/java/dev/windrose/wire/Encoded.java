package dev.windrose.wire;

/** What came of writing a message. */
public sealed interface Encoded {

    record Ok(byte[] bytes) implements Encoded {
        @Override
        public String toString() {
            return "Ok[%d bytes]".formatted(bytes.length);
        }
    }

    /** Larger than a message may be; nothing is sent. */
    record TooLarge(int bytes, int limit) implements Encoded {}
}
