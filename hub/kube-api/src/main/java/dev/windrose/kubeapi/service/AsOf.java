package dev.windrose.kubeapi.service;

/**
 * How fresh a list has to be ({@code resourceVersion} and {@code resourceVersionMatch} of the Kubernetes API concepts page).
 * Versions are greater than 0.
 */
public sealed interface AsOf {
    /** As things are now: nothing that was committed before the request is missing. */
    AsOf NOW = new Now();

    /** See {@link #NOW}. */
    record Now() implements AsOf {}

    /** As things are now, and the caller has seen this version already: a store that is behind it must say so. */
    record NotOlderThan(long version) implements AsOf {}

    /** As things were at this version. */
    record Exactly(long version) implements AsOf {}
}
