package dev.windrose.placement.inventory;

/**
 * Whether a node's facts were understood completely; if not, {@code reason} says what was not, and no replica is
 * placed there.
 */
public record Understanding(boolean understood, String reason) {
    public static final Understanding FULL = new Understanding(true, "");

    public Understanding {
        if (understood != reason.isEmpty()) {
            throw new IllegalArgumentException("A reason belongs to what is not understood, and only to that.");
        }
    }

    public static Understanding not(String reason) {
        return new Understanding(false, reason);
    }
}
