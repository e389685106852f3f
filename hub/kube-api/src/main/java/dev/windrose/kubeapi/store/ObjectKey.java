package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

/** One object's place: its collection, its namespace (empty when cluster-scoped) and its name. */
public record ObjectKey(ResourceName resource, String namespace, String name) {
    public ObjectKey {
        requireNonNull(resource, "resource is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
    }
}
