package dev.windrose.protocol;

/**
 * One run of a process, ordered: a later run of the same sender has a larger number, even when its clock went
 * backwards (see {@link #after}). Zero means that no run is known.
 */
public record Incarnation(long value) implements Comparable<Incarnation> {

    public static final Incarnation NONE = new Incarnation(0);

    public Incarnation {
        if (value < 0) {
            throw new IllegalArgumentException("Incarnation (%d) must not be negative.".formatted(value));
        }
    }

    /** The number of a run that starts at {@code epochMillis} after the run {@code previous}. */
    public static Incarnation after(Incarnation previous, long epochMillis) {
        return new Incarnation(Math.max(Math.incrementExact(previous.value), epochMillis));
    }

    @Override
    public int compareTo(Incarnation other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
