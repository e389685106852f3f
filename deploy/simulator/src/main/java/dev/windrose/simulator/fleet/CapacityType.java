package dev.windrose.simulator.fleet;

import java.util.Optional;

/** How a pool's machines are bought. */
public enum CapacityType {
    ON_DEMAND("on-demand"),
    SPOT("spot");

    private final String text;

    CapacityType(String text) {
        this.text = text;
    }

    public static Optional<CapacityType> of(String text) {
        for (CapacityType type : values()) {
            if (type.text.equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public String text() {
        return text;
    }
}
