package dev.windrose.kubeapi.store;

/** A list was asked for as of a version that the store does not know: it has forgotten it, or has not got there. */
public final class VersionGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VersionGoneException(long version) {
        super("the collection is not known as of version %d".formatted(version), null, false, false);
    }
}
