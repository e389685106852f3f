package dev.windrose.kubeapi.service;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How to delete, and under which conditions.
 *
 * @param uid delete only this very object, not another of its name; empty for any
 * @param resourceVersion delete only as long as it has not changed; empty for any
 * @param propagation what becomes of the objects that it owns; empty: what its finalizers say, else in the background
 */
public record DeleteOptions(String uid, String resourceVersion, Optional<Propagation> propagation) {
    public static final DeleteOptions NONE = new DeleteOptions("", "");

    /** What becomes of the objects whose {@code ownerReferences} name the deleted one. */
    public enum Propagation {
        /** They stay, without the reference; only then the owner goes. */
        ORPHAN,
        /** The owner goes at once, they follow. */
        BACKGROUND,
        /** They go first; the owner waits for those that block it. */
        FOREGROUND
    }

    public DeleteOptions {
        requireNonNull(uid, "uid is null");
        requireNonNull(resourceVersion, "resourceVersion is null");
        requireNonNull(propagation, "propagation is null");
    }

    public DeleteOptions(String uid, String resourceVersion) {
        this(uid, resourceVersion, Optional.empty());
    }
}
