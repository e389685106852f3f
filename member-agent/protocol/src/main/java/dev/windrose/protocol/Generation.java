package dev.windrose.protocol;

import java.util.Comparator;

/**
 * The version of one section of desired state: {@code term} first, then {@code n}. The term rises only when an operator
 * adopts the hub's state after a restore, so that a hub restored from a backup never looks newer by counting on.
 */
public record Generation(long term, long n) implements Comparable<Generation> {

    private static final Comparator<Generation> ORDER =
            Comparator.comparingLong(Generation::term).thenComparingLong(Generation::n);

    /** What an agent holds before it ever received anything. */
    public static final Generation NONE = new Generation(0, 0);

    public Generation {
        if (term < 0 || n < 0) {
            throw new IllegalArgumentException("Generation (%d.%d) must not be negative.".formatted(term, n));
        }
    }

    /** The next one within the same term. */
    public Generation next() {
        return new Generation(term, Math.incrementExact(n));
    }

    /** The first one of the next term. */
    public Generation nextTerm() {
        return new Generation(Math.incrementExact(term), 1);
    }

    public boolean isOlderThan(Generation other) {
        return compareTo(other) < 0;
    }

    public boolean isNewerThan(Generation other) {
        return compareTo(other) > 0;
    }

    /** Reads what {@link #toString()} wrote. */
    public static Generation parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("Generation (%s) must read term.n, for example 1.42.".formatted(text));
        }
        return new Generation(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(Generation other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return term + "." + n;
    }
}
