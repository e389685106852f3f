package dev.windrose.placement.latency;

/**
 * Time from one region to another and back.
 *
 * @param millis at least 0
 * @param measured somebody measured it; else it is an estimate by distance
 */
public record RoundTrip(int millis, boolean measured) {
    public RoundTrip {
        if (millis < 0) {
            throw new IllegalArgumentException("A round trip (%d ms) must not be negative.".formatted(millis));
        }
    }

    /** {@code 83 ms}, or {@code about 83 ms}. */
    public String text() {
        return (measured ? "" : "about ") + millis + " ms";
    }
}
