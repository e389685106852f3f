package dev.windrose.kubeapi.schema;

import java.util.Optional;

/** Schemas of the core kinds that the simulator serves: what merging and key defaults need, and what is worth refusing. */
public final class BuiltInSchemas {
    private BuiltInSchemas() {}

    /**
     * The schema of a built-in kind.
     *
     * @param apiVersion e.g. {@code v1} or {@code apps/v1}
     * @param kind e.g. {@code Deployment}
     */
    public static Optional<Schema> of(String apiVersion, String kind) {
        return Optional.empty();
    }
}
