package dev.windrose.kubeapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Objects by key, their versions, and the log of their changes.
 *
 * <p>Invariants every implementation holds (the contract test states them):
 *
 * <ul>
 *   <li>versions are numbers that rise in <em>commit order</em> over all collections of the store;
 *   <li>a write that was answered {@link WriteResult.Written} survives the process (as far as the store is durable);
 *   <li>a list's version and a watch from it neither lose nor repeat a change.
 * </ul>
 *
 * <p>Stages complete exceptionally only when the store itself is broken or away. Objects go in and come out as JSON
 * trees that neither side changes afterwards; {@code metadata.resourceVersion} is the store's to set.
 */
public interface ResourceStore {
    CompletionStage<Optional<ObjectNode>> get(ObjectKey key);

    /**
     * A page of a collection, as it is now or as it was at the version that the query names. Fails with {@link
     * VersionGoneException} when that version is not known: no longer, or not yet.
     */
    CompletionStage<Page> list(ListQuery query);

    /** Stores a new object: {@link WriteResult.Written} or {@link WriteResult.AlreadyExists}. */
    CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object);

    /** Replaces an object that is at the expected version: Written, Conflict or NotFound. */
    CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion);

    /** One of several updates. */
    record Update(ObjectKey key, ObjectNode object, long expectedVersion) {}

    /**
     * {@link #update} of many objects: each succeeds or fails for itself, with a version and a change of its own, and the
     * results come in the order of the updates. A store may do them in one go, and then they become durable together.
     *
     * @param updates at most one of each object
     */
    default CompletionStage<List<WriteResult>> updateAll(List<Update> updates) {
        CompletionStage<List<WriteResult>> all = CompletableFuture.completedStage(List.of());
        for (Update each : updates) {
            all = all.thenCombine(
                    update(each.key(), each.object(), each.expectedVersion()),
                    (before, result) ->
                            Stream.concat(before.stream(), Stream.of(result)).toList());
        }
        return all;
    }

    /** Removes an object that is at the expected version: Written (its last state), Conflict or NotFound. */
    CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion);

    /**
     * Follows the changes of a collection with a version greater than {@code fromVersion}.
     *
     * @param namespace one namespace, or empty for all
     * @param fromVersion 0 is not "the beginning" but an ordinary version; callers list first
     */
    Subscription watch(ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener);

    /** The version of the newest committed change. */
    CompletionStage<Long> currentVersion();

    /** Hears of changes in order, one call at a time, on any thread; must not block. */
    interface WatchListener {
        void onEvent(StoreEvent event);

        /** All changes up to this version have been delivered, whether or not they concerned this watch. */
        void onProgress(long version);

        /** The version asked for, or reached by this slow listener, is no longer in the window: list again. No call follows. */
        void onExpired(String reason);
    }

    /** Ends a watch; calls after the first do nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
