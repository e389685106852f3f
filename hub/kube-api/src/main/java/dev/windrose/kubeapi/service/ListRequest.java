package dev.windrose.kubeapi.service;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What to list.
 *
 * @param namespace empty for all
 * @param limit objects at most; 0 for all
 * @param continueToken where the last page ended; empty for the first. With one, it alone says as of when
 */
public record ListRequest(Optional<String> namespace, Selector selector, int limit, String continueToken, AsOf asOf) {
    public ListRequest {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(selector, "selector is null");
        requireNonNull(continueToken, "continueToken is null");
        requireNonNull(asOf, "asOf is null");
        if (limit < 0) {
            throw new IllegalArgumentException("limit (%d) must not be negative".formatted(limit));
        }
    }

    /** As things are now. */
    public ListRequest(Optional<String> namespace, Selector selector, int limit, String continueToken) {
        this(namespace, selector, limit, continueToken, AsOf.NOW);
    }

    public static ListRequest all() {
        return new ListRequest(Optional.empty(), Selector.ALL, 0, "");
    }

    public static ListRequest in(String namespace) {
        return new ListRequest(Optional.of(namespace), Selector.ALL, 0, "");
    }

    public ListRequest matching(Selector other) {
        return new ListRequest(namespace, other, limit, continueToken, asOf);
    }
}
