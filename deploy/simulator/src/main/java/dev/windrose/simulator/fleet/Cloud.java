package dev.windrose.simulator.fleet;

import java.util.Locale;
import java.util.Optional;

/** Whose machines a cluster runs on; decides names and labels of nodes. */
public enum Cloud {
    AWS,
    AZURE,
    GCP;

    public static Optional<Cloud> of(String text) {
        for (Cloud cloud : values()) {
            if (cloud.text().equals(text)) {
                return Optional.of(cloud);
            }
        }
        return Optional.empty();
    }

    /** As written in fleet.yaml and in the label {@code windrose.dev/cloud}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
