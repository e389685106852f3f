package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.apply.ManagedFields;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.service.DeleteOptions.Propagation;
import dev.windrose.kubeapi.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to be done about one object because of who owns it or whom it owns. Reads the object and its owners from the
 * store, never from a memory of them, and writes under the condition that they have not changed. Blocks; callers are
 * virtual threads.
 *
 * <p>Decides as the garbage collector of kube-controller-manager does: an owner that is gone is dropped from the
 * references as long as another one is there, and takes the object with it when none is.
 */
final class Ownership {
    static final WriteOptions OPTIONS = WriteOptions.by("garbage-collector-controller");

    private final Core core;
    private final Updates updates;
    private final Deletes deletes;
    private final OwnerIndex index;
    private final Follow follow;

    /** What the caller does with what is found on the way. */
    interface Follow {
        /** This one should be looked at too. */
        void look(ObjectKey key);

        /** Whether the index has seen everything up to this version. */
        boolean hasSeen(long version);

        /** A cluster-scoped object names an owner in a namespace, which cannot be. */
        void impossibleOwner(ObjectNode dependent, OwnerReference owner);
    }

    Ownership(Core core, Updates updates, Deletes deletes, OwnerIndex index, Follow follow) {
        this.core = core;
        this.updates = updates;
        this.deletes = deletes;
        this.index = index;
        this.follow = follow;
    }

    /** Empty when all is done; else the version up to which the index must have seen first. */
    OptionalLong look(ObjectKey key) {
        Optional<ResourceDescriptor> resource = core.registry().find(key.resource());
        Optional<ObjectNode> found =
                resource.isEmpty() ? Optional.empty() : join(core.store().get(key));
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        ObjectNode live = found.get();
        if (!Finalizers.deleting(live)) {
            checkOwners(resource.get(), live);
            return OptionalLong.empty();
        }
        boolean orphans = Finalizers.has(live, Finalizers.ORPHAN);
        boolean waits = Finalizers.has(live, Finalizers.FOREGROUND);
        if ((orphans || waits) && !follow.hasSeen(Json.resourceVersion(live))) {
            return OptionalLong.of(Json.resourceVersion(live));
        }
        if (orphans) {
            orphan(resource.get(), live);
        } else if (waits) {
            dependentsFirst(resource.get(), live);
        }
        return OptionalLong.empty();
    }

    /** Takes the owner out of all that it owns, then lets it go. */
    private void orphan(ResourceDescriptor resource, ObjectNode owner) {
        String uid = uid(owner);
        for (OwnerIndex.Dependent dependent : index.of(uid)) {
            ResourceDescriptor kind =
                    core.registry().find(dependent.key().resource()).orElseThrow();
            join(core.store().get(dependent.key()))
                    .filter(live -> uid(live).equals(dependent.uid()))
                    .ifPresent(live -> write(
                            kind,
                            live,
                            without(live, reference -> reference.uid().equals(uid))));
        }
        write(resource, owner, Finalizers.without(owner, Finalizers.ORPHAN));
    }

    /** Sends for all that it owns; goes itself when nothing that blocks it is left. */
    private void dependentsFirst(ResourceDescriptor resource, ObjectNode owner) {
        List<OwnerIndex.Dependent> dependents = index.of(uid(owner));
        dependents.forEach(dependent -> follow.look(dependent.key()));
        if (dependents.stream().noneMatch(dependent -> dependent.blocks(uid(owner)))) {
            write(resource, owner, Finalizers.without(owner, Finalizers.FOREGROUND));
        }
    }

    private enum Owner {
        THERE,
        GONE,
        WAITS_FOR_DEPENDENTS,
        /** Its kind is not served here, or it cannot be one: nothing is decided from it. */
        UNKNOWN
    }

    private void checkOwners(ResourceDescriptor resource, ObjectNode live) {
        List<OwnerReference> there = new ArrayList<>();
        Set<String> leaving = new java.util.HashSet<>();
        boolean waiting = false;
        for (OwnerReference owner : OwnerReference.of(live)) {
            switch (stateOf(owner, resource, live)) {
                case THERE, UNKNOWN -> there.add(owner);
                case GONE -> leaving.add(owner.uid());
                case WAITS_FOR_DEPENDENTS -> {
                    leaving.add(owner.uid());
                    waiting = true;
                }
            }
        }
        if (leaving.isEmpty()) {
            return;
        }
        if (!there.isEmpty()) {
            write(resource, live, without(live, owner -> leaving.contains(owner.uid())));
            return;
        }
        boolean owns = !index.of(uid(live)).isEmpty();
        ObjectNode next = waiting && owns ? unblocked(resource, live) : live;
        delete(resource, next, waiting && owns);
    }

    /** In a circle of owners each would wait for the other: whoever is part of one blocks no longer. */
    private ObjectNode unblocked(ResourceDescriptor resource, ObjectNode live) {
        if (index.of(uid(live)).stream().noneMatch(OwnerIndex.Dependent::waits)) {
            return live;
        }
        ObjectNode next = live.deepCopy();
        next.path("metadata").path("ownerReferences").forEach(owner -> {
            if (owner instanceof ObjectNode reference
                    && reference.path("blockOwnerDeletion").asBoolean(false)) {
                reference.put("blockOwnerDeletion", false);
            }
        });
        return Json.same(next, live) ? live : write(resource, live, next);
    }

    private void delete(ResourceDescriptor resource, ObjectNode live, boolean dependentsFirst) {
        Propagation how = dependentsFirst || Finalizers.has(live, Finalizers.FOREGROUND)
                ? Propagation.FOREGROUND
                : Finalizers.has(live, Finalizers.ORPHAN) ? Propagation.ORPHAN : Propagation.BACKGROUND;
        // The version too: who adopts the object between our look and now keeps it.
        var conditions = new DeleteOptions(uid(live), Json.text(live, "metadata", "resourceVersion"), Optional.of(how));
        join(deletes.delete(resource, Json.namespace(live), Json.name(live), conditions, OPTIONS));
    }

    private Owner stateOf(OwnerReference owner, ResourceDescriptor resource, ObjectNode dependent) {
        Optional<ResourceDescriptor> kind = core.registry().findKind(owner.apiVersion(), owner.kind());
        if (kind.isEmpty()) {
            return Owner.UNKNOWN;
        }
        if (kind.get().namespaced() && !resource.namespaced()) {
            follow.impossibleOwner(dependent, owner);
            return Owner.UNKNOWN;
        }
        String namespace = kind.get().namespaced() ? Json.namespace(dependent) : "";
        Optional<ObjectNode> live = join(core.store().get(kind.get().key(namespace, owner.name())))
                .filter(object -> uid(object).equals(owner.uid()));
        if (live.isEmpty()) {
            return Owner.GONE;
        }
        return Finalizers.deleting(live.get()) && Finalizers.has(live.get(), Finalizers.FOREGROUND)
                ? Owner.WAITS_FOR_DEPENDENTS
                : Owner.THERE;
    }

    private static ObjectNode without(ObjectNode live, Predicate<OwnerReference> gone) {
        Set<String> uids = OwnerReference.of(live).stream()
                .filter(gone)
                .map(OwnerReference::uid)
                .collect(Collectors.toSet());
        ObjectNode next = live.deepCopy();
        if (next.path("metadata").path("ownerReferences") instanceof ArrayNode owners) {
            owners.removeIf(owner -> uids.contains(Json.text(owner, "uid")));
            if (owners.isEmpty()) {
                Json.metadata(next).remove("ownerReferences");
            }
        }
        return next;
    }

    /** Metadata alone, past admission: a rule that came later must not keep an object for ever. */
    private ObjectNode write(ResourceDescriptor resource, ObjectNode live, ObjectNode next) {
        ObjectNode managed = ManagedFields.onUpdate(
                resource.schema(), Optional.of(live), next, OPTIONS.fieldManager(), core.now(), Optional.empty());
        return join(updates.store(resource, live, new Preparation.Prepared(managed, List.of()), false))
                .object();
    }

    private static String uid(ObjectNode object) {
        return Json.text(object, "metadata", "uid");
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
