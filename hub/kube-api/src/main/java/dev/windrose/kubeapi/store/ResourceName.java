package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

/**
 * The name of a collection of objects: API group (empty for core) and lower-case plural, e.g. {@code apps}, {@code
 * deployments}. The version is no part of it: one object is stored once, whatever version it is read in.
 */
public record ResourceName(String group, String plural) {
    public ResourceName {
        requireNonNull(group, "group is null");
        if (plural.isEmpty()) {
            throw new IllegalArgumentException("A resource name needs its plural, got group (%s)".formatted(group));
        }
    }

    /** {@code plural} for core, {@code plural.group} otherwise, as in error messages and CRD names. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
