package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Changes of stored objects: optimistic, isolated by subresource, and nothing is written when nothing differs. */
record Updates(Core core, Deletes deletes) {
    /** Where an update goes. */
    record Target(ResourceDescriptor resource, String subresource, String namespace, String name) {}

    CompletionStage<Outcome> replace(Target target, Body body, WriteOptions options) {
        return modify(target, options, false, _ -> body);
    }

    /**
     * Reads, derives what the object is to be, and writes; again when the race is lost.
     *
     * @param patched whether what comes of {@code next} is the work of a patch
     * @param next from the live object to the wanted one; a resourceVersion in it that is not the live one's is a conflict
     */
    CompletionStage<Outcome> modify(
            Target target, WriteOptions options, boolean patched, Function<ObjectNode, Body> next) {
        return Core.retrying(() -> core.live(target.resource(), target.namespace(), target.name())
                .thenCompose(live -> {
                    var preparation =
                            new Preparation(target.resource(), target.subresource(), options, core.now(), patched);
                    var prepared = preparation.update(live, target.namespace(), target.name(), next.apply(live));
                    return store(target.resource(), live, prepared, options.dryRun());
                }));
    }

    /**
     * New statuses for many objects in one go; see {@link KubeClient.Collection#updateStatuses}.
     *
     * @return for each, whether it stands now
     */
    CompletionStage<List<Boolean>> statuses(
            ResourceDescriptor resource, List<KubeClient.StatusUpdate> given, WriteOptions options) {
        var preparation = new Preparation(resource, "status", options, core.now());
        var stands = new Boolean[given.size()];
        var places = new ArrayList<Integer>();
        var writes = new ArrayList<ResourceStore.Update>();
        for (int i = 0; i < stands.length; i++) {
            ObjectNode read = given.get(i).read();
            ObjectNode next = preparation.trustedStatus(read, given.get(i).status());
            stands[i] = Json.same(next, read);
            if (!stands[i]) {
                places.add(i);
                writes.add(new ResourceStore.Update(
                        resource.key(Json.namespace(read), Json.name(read)), next, Json.resourceVersion(read)));
            }
        }
        return core.store().updateAll(writes).thenApply(results -> {
            for (int i = 0; i < results.size(); i++) {
                stands[places.get(i)] = results.get(i) instanceof WriteResult.Written;
            }
            return List.of(stands);
        });
    }

    /** Writes what was prepared; an object whose last finalizer went is removed instead. */
    CompletionStage<Outcome> store(
            ResourceDescriptor resource, ObjectNode live, Preparation.Prepared prepared, boolean dryRun) {
        ObjectNode next = prepared.object();
        if (Finalizers.released(next)) {
            return dryRun
                    ? done(Outcome.Kind.DELETED, next, prepared)
                    : deletes.removed(resource, live)
                            .thenApply(gone -> new Outcome(Outcome.Kind.DELETED, next, prepared.warnings()));
        }
        if (Json.same(next, live)) {
            return done(Outcome.Kind.UNCHANGED, live, prepared);
        }
        if (dryRun) {
            return done(Outcome.Kind.UPDATED, next, prepared);
        }
        return core.replace(resource, live, next)
                .thenApply(stored -> new Outcome(Outcome.Kind.UPDATED, stored, prepared.warnings()));
    }

    private static CompletionStage<Outcome> done(Outcome.Kind kind, ObjectNode object, Preparation.Prepared prepared) {
        return CompletableFuture.completedStage(new Outcome(kind, object, prepared.warnings()));
    }
}
