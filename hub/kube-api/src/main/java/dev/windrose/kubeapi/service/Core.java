package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What all parts of the service share: the kinds, the store, time and identities. */
record Core(ResourceRegistry registry, ResourceStore store, InstantSource clock, IdSource ids) {
    /** Lost races are tried again so many times before the caller hears of them, as a real server does. */
    static final int ATTEMPTS = 6;

    Instant now() {
        return clock.instant();
    }

    CompletionStage<ObjectNode> live(ResourceDescriptor resource, String namespace, String name) {
        return store.get(resource.key(namespace, name))
                .thenApply(found -> found.orElseThrow(() -> Failures.notFound(resource.name(), name)));
    }

    /** Writes a successor; a conflict is a failure that {@link #retrying} understands. */
    CompletionStage<ObjectNode> replace(ResourceDescriptor resource, ObjectNode live, ObjectNode next) {
        ObjectKey key = resource.key(Json.namespace(live), Json.name(live));
        return store.update(key, next, Json.resourceVersion(live)).thenApply(result -> written(resource, key, result));
    }

    CompletionStage<ObjectNode> remove(ResourceDescriptor resource, ObjectNode live) {
        ObjectKey key = resource.key(Json.namespace(live), Json.name(live));
        return store.delete(key, Json.resourceVersion(live)).thenApply(result -> written(resource, key, result));
    }

    private static ObjectNode written(ResourceDescriptor resource, ObjectKey key, WriteResult result) {
        return switch (result) {
            case WriteResult.Written(ObjectNode object, long _) -> object;
            case WriteResult.Conflict _ -> throw new LostRace(resource, key.name());
            case WriteResult.NotFound _ -> throw Failures.notFound(resource.name(), key.name());
            case WriteResult.AlreadyExists _ -> throw Failures.alreadyExists(resource.name(), key.name());
        };
    }

    /** Somebody wrote between our read and our write. */
    static final class LostRace extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ResourceDescriptor resource;
        private final String name;

        LostRace(ResourceDescriptor resource, String name) {
            super("lost a race", null, false, false);
            this.resource = resource;
            this.name = name;
        }
    }

    /** Reads and writes anew while races are lost, at most {@link #ATTEMPTS} times; then it is a 409. */
    static <T> CompletionStage<T> retrying(Supplier<CompletionStage<T>> attempt) {
        return retrying(attempt, ATTEMPTS);
    }

    private static <T> CompletionStage<T> retrying(Supplier<CompletionStage<T>> attempt, int left) {
        return guarded(attempt)
                .handle((value, failure) -> {
                    if (!(unwrapped(failure) instanceof LostRace race)) {
                        return failure == null
                                ? CompletableFuture.completedStage(value)
                                : CompletableFuture.<T>failedStage(failure);
                    }
                    return left > 1
                            ? retrying(attempt, left - 1)
                            : CompletableFuture.<T>failedStage(Failures.modified(race.resource.name(), race.name));
                })
                .thenCompose(Function.identity());
    }

    private static @org.jspecify.annotations.Nullable Throwable unwrapped(
            @org.jspecify.annotations.Nullable Throwable failure) {
        return failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    /** What the supplier throws fails the stage. */
    static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
