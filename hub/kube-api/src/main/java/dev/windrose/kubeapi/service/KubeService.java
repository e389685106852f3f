package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.Updates.Target;
import dev.windrose.kubeapi.status.Failures;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.kubeapi.store.StoredObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * The API without HTTP: what every read and write means, over a store. Used by the HTTP face and, in this process, by
 * controllers ({@link #client}).
 *
 * <p>Refusals are stages that fail with {@link dev.windrose.kubeapi.status.ApiException}; any other failure means that the
 * store is broken or away. Never blocks. Objects that come out are shared: callers must not change them.
 */
public final class KubeService {
    private final Core core;
    private final Reads reads;
    private final Creates creates;
    private final Updates updates;
    private final Deletes deletes;

    public KubeService(ResourceRegistry registry, ResourceStore store) {
        this(registry, store, InstantSource.system(), IdSource.random());
    }

    public KubeService(ResourceRegistry registry, ResourceStore store, InstantSource clock, IdSource ids) {
        this.core = new Core(registry, ViewedStore.of(store, registry), clock, ids);
        this.reads = new Reads(core);
        this.creates = new Creates(core);
        this.deletes = new Deletes(core);
        this.updates = new Updates(core, deletes);
    }

    private KubeService(Core core, NamespaceReaper reaper) {
        this.core = core;
        this.reads = new Reads(core);
        this.creates = new Creates(core);
        this.deletes = new Deletes(core, reaper);
        this.updates = new Updates(core, deletes);
    }

    /** The same service over another view of its store; what the service does by itself stays with the store. */
    public KubeService through(UnaryOperator<ResourceStore> view) {
        return new KubeService(
                new Core(core.registry(), view.apply(core.store()), core.clock(), core.ids()), deletes.reaper());
    }

    public ResourceRegistry registry() {
        return core.registry();
    }

    public InstantSource clock() {
        return core.clock();
    }

    /** The same for controllers in this process: by kind and name, over plain trees. */
    public KubeClient client(String fieldManager) {
        return new KubeClient(this, WriteOptions.by(fieldManager));
    }

    /** The object; 404 when there is none. */
    public CompletionStage<ObjectNode> get(ResourceDescriptor resource, String namespace, String name) {
        return core.live(resource, namespace, name);
    }

    public CompletionStage<Optional<ObjectNode>> find(ResourceDescriptor resource, String namespace, String name) {
        return core.store().get(resource.key(namespace, name));
    }

    /** The object as {@code autoscaling/v1 Scale}. */
    public CompletionStage<ObjectNode> getScale(ResourceDescriptor resource, String namespace, String name) {
        return core.live(resource, namespace, name).thenApply(object -> Scales.view(resource, object));
    }

    public CompletionStage<ObjectList> list(ResourceDescriptor resource, ListRequest request) {
        return Core.guarded(() -> reads.list(resource, request));
    }

    /** Fails (504) when the caller has seen a newer version than this store has. */
    public CompletionStage<Long> reached(long version) {
        return reads.reached(version);
    }

    public CompletionStage<Long> currentVersion() {
        return core.store().currentVersion();
    }

    /**
     * Follows the changes after a version, as a list returned it.
     *
     * @param namespace empty for all
     */
    public ResourceStore.Subscription watch(
            ResourceDescriptor resource,
            Optional<String> namespace,
            Selector selector,
            long fromVersion,
            ObjectListener listener) {
        Optional<String> scope = resource.namespaced() ? namespace : Optional.empty();
        return core.store().watch(resource.name(), scope, fromVersion, new SelectedWatch(selector, listener));
    }

    public CompletionStage<Outcome> create(
            ResourceDescriptor resource, String namespace, Body body, WriteOptions options) {
        return Core.guarded(() -> creates.create(resource, namespace, body, options));
    }

    /** @param subresource empty, {@code status} or {@code scale} */
    public CompletionStage<Outcome> update(
            ResourceDescriptor resource,
            String subresource,
            String namespace,
            String name,
            Body body,
            WriteOptions options) {
        var target = target(resource, subresource, namespace, name);
        return Core.guarded(() -> subresource.equals("scale")
                ? new Scales(updates).replace(target, body, options)
                : updates.replace(target, body, options));
    }

    /** @see KubeClient.Collection#updateStatuses */
    CompletionStage<List<Boolean>> updateStatuses(
            ResourceDescriptor resource, List<KubeClient.StatusUpdate> statuses, WriteOptions options) {
        return Core.guarded(() -> updates.statuses(resource, statuses, options));
    }

    /** Any patch but apply. */
    public CompletionStage<Outcome> patch(
            ResourceDescriptor resource,
            String subresource,
            String namespace,
            String name,
            PatchRequest patch,
            WriteOptions options) {
        var target = target(resource, subresource, namespace, name);
        return Core.guarded(() -> {
            if (subresource.equals("scale")) {
                var scales = new Scales(updates);
                return patch.type() == PatchType.APPLY
                        ? scales.apply(applies(), target, patch.body(), options, patch.force())
                        : scales.patch(target, patch.type(), patch.body(), options);
            }
            return patch.type() == PatchType.APPLY
                    ? applies().apply(target, patch.body(), options, patch.force())
                    : new Patches(updates).patch(target, patch.type(), patch.body(), options);
        });
    }

    private Applies applies() {
        return new Applies(core, creates, updates);
    }

    /** @param force for an apply: take over what others own; else without meaning */
    public record PatchRequest(PatchType type, Body body, boolean force) {
        public static PatchRequest of(PatchType type, com.fasterxml.jackson.databind.JsonNode patch) {
            return new PatchRequest(type, new Body(patch, List.of()), false);
        }

        public static PatchRequest apply(ObjectNode configuration, boolean force) {
            return new PatchRequest(PatchType.APPLY, new Body(configuration, List.of()), force);
        }
    }

    public CompletionStage<Outcome> delete(
            ResourceDescriptor resource,
            String namespace,
            String name,
            DeleteOptions conditions,
            WriteOptions options) {
        return Core.guarded(() -> deletes.delete(resource, namespace, name, conditions, options));
    }

    /** Deletes what the request selects; the objects as they last were. */
    public CompletionStage<ObjectList> deleteCollection(
            ResourceDescriptor resource, ListRequest request, DeleteOptions conditions, WriteOptions options) {
        if (resource.name().equals(ResourceRegistry.NAMESPACES)) {
            throw Failures.notSupported(resource.name(), "deletecollection");
        }
        return list(resource, request)
                .thenCompose(chosen -> deletes.collection(resource, chosen.items(), conditions, options)
                        .thenApply(gone -> new ObjectList(stored(resource, gone), chosen.version(), "", 0)));
    }

    private static List<StoredObject> stored(ResourceDescriptor resource, List<ObjectNode> objects) {
        return objects.stream()
                .map(o -> StoredObject.of(resource.key(Json.namespace(o), Json.name(o)), Json.resourceVersion(o), o))
                .toList();
    }

    /** Begins to delete what only deleted objects own, until it is closed. One for each store is enough; more do no harm. */
    public GarbageCollector collectGarbage() {
        return new GarbageCollector(core, creates, updates, deletes).start();
    }

    /** Goes on with the deletion of namespaces that a stop interrupted; call after the start and now and then. */
    public CompletionStage<Void> reapNamespaces() {
        return deletes.reaper().pass();
    }

    private static Target target(ResourceDescriptor resource, String subresource, String namespace, String name) {
        boolean served = switch (subresource) {
            case "" -> true;
            case "status" -> resource.hasStatusSubresource();
            case "scale" -> resource.scale().isPresent();
            case "finalize" -> resource.name().equals(ResourceRegistry.NAMESPACES);
            default -> false;
        };
        if (!served) {
            throw Failures.noSuchPath();
        }
        return new Target(resource, subresource, namespace, name);
    }
}
