package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.kubeapi.store.ListQuery;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Namespaces that are being looked at, and how often somebody asked for it. */
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

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

    /** One at a time for each namespace; whoever comes meanwhile makes for one more. */
    private void reap(String name) {
        if (running.merge(name, 1, Integer::sum) > 1) {
            return;
        }
        Core.guarded(() -> empty(name)).whenComplete((_, failure) -> {
            ApiException refusal = failure == null ? null : ApiException.in(failure);
            if (failure != null && (refusal == null || refusal.reason() != Reason.NOT_FOUND)) {
                LOG.warn("namespace={} could not be emptied; the next pass tries again", name, failure);
            }
            Integer asked = running.remove(name);
            if (asked != null && asked > 1) {
                CompletableFuture.runAsync(() -> reap(name));
            }
        });
    }

    /** Deletes everything in the namespace, then either says what is left or lets it go. */
    private CompletionStage<Void> empty(String name) {
        return clear(name).thenCompose(left -> left.nothing() ? finish(name) : tell(name, left));
    }

    private CompletionStage<Remainder> clear(String name) {
        Iterator<ResourceDescriptor> kinds = core.registry().all().stream()
                .filter(ResourceDescriptor::namespaced)
                .iterator();
        return kind(kinds, name, new Remainder());
    }

    private CompletionStage<Remainder> kind(Iterator<ResourceDescriptor> rest, String namespace, Remainder left) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedStage(left);
        }
        ResourceDescriptor resource = rest.next();
        var query = ListQuery.in(resource.name(), namespace);
        return core.store()
                .list(query)
                .thenCompose(page -> page.objects().isEmpty()
                        ? CompletableFuture.completedStage(page)
                        : deletes.collection(resource, page.objects(), DeleteOptions.NONE, OPTIONS)
                                .thenCompose(_ -> core.store().list(query)))
                .thenCompose(page -> {
                    left.add(resource, page.objects());
                    return kind(rest, namespace, left);
                });
    }

    /** Notes in the conditions what is left, so that people see what holds the namespace. */
    private CompletionStage<Void> tell(String name, Remainder left) {
        ResourceDescriptor namespaces =
                core.registry().find(ResourceRegistry.NAMESPACES).orElseThrow();
        return Core.retrying(() -> core.live(namespaces, "", name).thenCompose(live -> {
                    ObjectNode next = left.toldIn(live, core.now());
                    return Finalizers.deleting(live) && !Json.same(next, live)
                            ? core.replace(namespaces, live, next)
                            : CompletableFuture.completedStage(live);
                }))
                .thenAccept(_ -> {});
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
                .thenCompose(_ -> clear(name))
                .thenAccept(_ -> {});
    }
}
