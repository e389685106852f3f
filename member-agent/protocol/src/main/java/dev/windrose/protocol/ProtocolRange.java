package dev.windrose.protocol;

import java.util.OptionalInt;

/** The protocol versions a side speaks, both ends included. The newest common one is used. */
public record ProtocolRange(int min, int max) {

    /** What this build speaks. */
    public static final ProtocolRange CURRENT = new ProtocolRange(1, 1);

    public ProtocolRange {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("Protocol range (%d-%d) must be ascending from 1.".formatted(min, max));
        }
    }

    /** The newest version that both speak; empty when there is none and the link must be refused. */
    public OptionalInt common(ProtocolRange other) {
        int newest = Math.min(max, other.max);
        return newest >= Math.max(min, other.min) ? OptionalInt.of(newest) : OptionalInt.empty();
    }
}
