package dev.windrose.simulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Kinds;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The store as callers of the API reach it. Two things are not plain storage: a new Service gets its address at once,
 * as clients expect of a server; and deleting a pod that runs on a node only begins its grace (a second deletion ends
 * it, as {@code --grace-period=0} would).
 */
public final class ClusterStore implements ResourceStore {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final ResourceStore inner;
    private final ServiceAddresses addresses;
    private final InstantSource clock;

    public ClusterStore(ResourceStore inner, ServiceAddresses addresses, InstantSource clock) {
        this.inner = inner;
        this.addresses = addresses;
        this.clock = clock;
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return inner.create(key, key.resource().equals(Kinds.SERVICES) ? addresses.addressed(object) : object);
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        if (!key.resource().equals(Kinds.PODS)) {
            return inner.delete(key, expectedVersion);
        }
        return inner.get(key).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(new WriteResult.NotFound());
            }
            return graceful(found.get())
                    ? inner.update(key, leaving(found.get()), expectedVersion)
                    : inner.delete(key, expectedVersion);
        });
    }

    private static boolean graceful(ObjectNode pod) {
        String phase = Json.text(pod, "status", "phase");
        return Json.text(pod, "metadata", "deletionTimestamp").isEmpty()
                && !Json.text(pod, "spec", "nodeName").isEmpty()
                && !phase.equals("Succeeded")
                && !phase.equals("Failed");
    }

    private ObjectNode leaving(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        long grace = Json.at(pod, "spec", "terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
        ObjectNode metadata = Json.child(copy, "metadata");
        metadata.put(
                "deletionTimestamp",
                clock.instant()
                        .plusSeconds(grace)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        metadata.put("deletionGracePeriodSeconds", Math.toIntExact(grace));
        return copy;
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return inner.get(key);
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return inner.list(query);
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return inner.update(key, object, expectedVersion);
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        return inner.watch(resource, namespace, fromVersion, listener);
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return inner.currentVersion();
    }
}
