package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which objects of a collection, in order of (namespace, name).
 *
 * @param namespace one namespace, or empty for all
 * @param limit at most so many objects; 0 for all
 * @param after continue strictly after this key
 * @param asOf as they were at this version; empty for as they are now
 */
public record ListQuery(
        ResourceName resource, Optional<String> namespace, int limit, Optional<ObjectKey> after, Optional<Long> asOf) {
    public ListQuery {
        requireNonNull(resource, "resource is null");
        requireNonNull(namespace, "namespace is null");
        requireNonNull(after, "after is null");
        requireNonNull(asOf, "asOf is null");
        if (limit < 0) {
            throw new IllegalArgumentException("limit (%d) must not be negative".formatted(limit));
        }
    }

    /** As the objects are now. */
    public ListQuery(ResourceName resource, Optional<String> namespace, int limit, Optional<ObjectKey> after) {
        this(resource, namespace, limit, after, Optional.empty());
    }

    public static ListQuery all(ResourceName resource) {
        return new ListQuery(resource, Optional.empty(), 0, Optional.empty());
    }

    public static ListQuery in(ResourceName resource, String namespace) {
        return new ListQuery(resource, Optional.of(namespace), 0, Optional.empty());
    }
}
