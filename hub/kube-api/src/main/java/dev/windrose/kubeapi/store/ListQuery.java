package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which objects of a collection, in order of (namespace, name).
 *
 * @param namespace one namespace, or empty for all
 * @param limit at most so many objects; 0 for all
 * @param after continue strictly after this key, keyset style, so that pages are stable under writes
 */
public record ListQuery(ResourceName resource, Optional<String> namespace, int limit, Optional<ObjectKey> after) {
    public ListQuery {
        requireNonNull(resource, "resource is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(after, "after is null");
        if (limit < 0) {
            throw new IllegalArgumentException("limit (%d) must not be negative".formatted(limit));
        }
    }

    public static ListQuery all(ResourceName resource) {
        return new ListQuery(resource, Optional.empty(), 0, Optional.empty());
    }

    public static ListQuery in(ResourceName resource, String namespace) {
        return new ListQuery(resource, Optional.of(namespace), 0, Optional.empty());
    }
}
