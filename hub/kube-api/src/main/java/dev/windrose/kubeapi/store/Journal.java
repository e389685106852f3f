package dev.windrose.kubeapi.store;

/**
 * Where an in-memory store writes each change before it takes effect and before the writer hears of it.
 *
 * <p>Called one at a time, in order of versions. When it throws, the change has not happened. Must be quick: writers
 * wait for it.
 */
@FunctionalInterface
public interface Journal {
    /** Keeps nothing. */
    Journal NONE = _ -> {};

    void append(StoreEvent event);
}
