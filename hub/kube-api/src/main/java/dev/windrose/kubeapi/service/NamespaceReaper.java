package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.kubeapi.store.ListQuery;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties namespaces that are being deleted, and removes them once nothing is left. Level-triggered: each look reads what
 * is there; looks happen on the deletion, whenever an object in a namespace goes, and in {@link #pass}.
 */
final class NamespaceReaper {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceReaper.class);
    private static final WriteOptions OPTIONS = WriteOptions.by("namespace-controller");

    private final Core core;
    private final Deletes deletes;

    NamespaceReaper(Core core, Deletes deletes) {
        this.core = core;
        this.deletes = deletes;
    }

    /** Looks at every namespace: after a start, and now and then. */
    CompletionStage<Void> pass() {
        Optional<ResourceDescriptor> namespaces = core.registry().find(ResourceRegistry.NAMESPACES);
        if (namespaces.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return core.store()
                .list(ListQuery.all(ResourceRegistry.NAMESPACES))
                .thenAccept(page -> page.objects().forEach(this::look));
    }

    /** Sees to a namespace object, if it is one and is to go. */
    void look(ObjectNode namespace) {
        if (Namespaces.is(namespace) && Finalizers.deleting(namespace)) {
            String name = Json.name(namespace);
            CompletableFuture.runAsync(() -> reap(name));
        }
    }

    /** Sees to the namespace of an object that has gone. */
    void lookAfter(ObjectNode gone) {
        String name = Json.namespace(gone);
        Optional<ResourceDescriptor> namespaces = core.registry().find(ResourceRegistry.NAMESPACES);
        if (!name.isEmpty() && namespaces.isPresent() && Finalizers.deleting(gone)) {
            core.store().get(namespaces.get().key("", name)).thenAccept(found -> found.ifPresent(this::look));
        }
    }

    private void reap(String name) {
        Core.guarded(() ->
                        empty(name).thenCompose(left -> left ? CompletableFuture.completedStage(null) : finish(name)))
                .whenComplete((_, failure) -> {
                    ApiException refusal = failure == null ? null : ApiException.in(failure);
                    if (failure != null && (refusal == null || refusal.reason() != Reason.NOT_FOUND)) {
                        LOG.warn("namespace={} could not be emptied; the next pass tries again", name, failure);
                    }
                });
    }

    /** Deletes everything in the namespace; true when something is still there. */
    private CompletionStage<Boolean> empty(String name) {
        Iterator<ResourceDescriptor> kinds = core.registry().all().stream()
                .filter(ResourceDescriptor::namespaced)
                .iterator();
        return kind(kinds, name, false);
    }

    private CompletionStage<Boolean> kind(Iterator<ResourceDescriptor> rest, String namespace, boolean left) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedStage(left);
        }
        ResourceDescriptor resource = rest.next();
        var query = ListQuery.in(resource.name(), namespace);
        return core.store()
                .list(query)
                .thenCompose(page -> page.objects().isEmpty()
                        ? CompletableFuture.completedStage(false)
                        : deletes.collection(resource, page.objects(), OPTIONS)
                                .thenCompose(_ -> core.store().list(query))
                                .thenApply(after -> !after.objects().isEmpty()))
                .thenCompose(here -> kind(rest, namespace, left || here));
    }

    private CompletionStage<Void> finish(String name) {
        ResourceDescriptor namespaces =
                core.registry().find(ResourceRegistry.NAMESPACES).orElseThrow();
        return Core.retrying(() -> core.live(namespaces, "", name).thenCompose(live -> {
                    ObjectNode next = Namespaces.withoutFinalizer(live);
                    return Finalizers.released(next)
                            ? core.remove(namespaces, live)
                            : core.replace(namespaces, live, next);
                }))
                // A creator that had seen the namespace alive may have been slower than we were.
                .thenCompose(_ -> empty(name))
                .thenAccept(_ -> {});
    }
}
