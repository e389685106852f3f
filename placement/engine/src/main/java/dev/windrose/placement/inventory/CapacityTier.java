package dev.windrose.placement.inventory;

import java.util.Locale;
import java.util.Optional;

/** How the capacity of a node is bought. {@link #UNKNOWN} is a value: such a node is never taken for on-demand. */
public enum CapacityTier {
    RESERVED,
    ON_DEMAND,
    SPOT,
    UNKNOWN;

    /** The name in manifests: {@code reserved}, {@code on-demand}, {@code spot}, {@code unknown}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #text()}; empty when the text names no tier that a user may ask for. */
    public static Optional<CapacityTier> parse(String text) {
        return switch (text) {
            case "reserved" -> Optional.of(RESERVED);
            case "on-demand" -> Optional.of(ON_DEMAND);
            case "spot" -> Optional.of(SPOT);
            default -> Optional.empty();
        };
    }
}
