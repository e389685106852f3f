package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.StoreEvent;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one cluster as of the last change that was put in. For one thread: the cluster's control loop.
 * Everything is in order of (namespace, name), so that same objects give same decisions.
 */
public final class World {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    private final Map<ResourceName, NavigableMap<ObjectKey, Seen>> kinds = new HashMap<>();
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<String, NavigableMap<ObjectKey, Pod>> podsByController = new HashMap<>();
    private final Map<String, NavigableMap<ObjectKey, ReplicaSet>> setsByController = new HashMap<>();

    public void apply(StoreEvent event) {
        if (event.type() == StoreEvent.Type.DELETED) {
            remove(event.key());
        } else {
            put(event.key(), event.object());
        }
    }

    public void put(ObjectKey key, ObjectNode object) {
        Seen before = remove(key);
        Meta meta = Meta.of(key, object);
        Seen seen = read(meta, before);
        kinds.computeIfAbsent(key.resource(), _ -> new TreeMap<>(ORDER)).put(key, seen);
        byUid.put(meta.uid(), key);
        switch (seen) {
            case Pod pod -> index(podsByController, meta).put(key, pod);
            case ReplicaSet set -> index(setsByController, meta).put(key, set);
            case Node _, Deployment _, Service _, Seen.Other _ -> {}
        }
    }

    private @Nullable Seen remove(ObjectKey key) {
        var kind = kinds.get(key.resource());
        Seen gone = kind == null ? null : kind.remove(key);
        if (gone == null) {
            return null;
        }
        Meta meta = gone.meta();
        byUid.remove(meta.uid());
        switch (gone) {
            case Pod _ -> unindex(podsByController, meta);
            case ReplicaSet _ -> unindex(setsByController, meta);
            case Node _, Deployment _, Service _, Seen.Other _ -> {}
        }
        return gone;
    }

    private static Seen read(Meta meta, @Nullable Seen before) {
        ResourceName kind = meta.key().resource();
        if (kind.equals(Kinds.PODS)) {
            return Pod.of(meta);
        } else if (kind.equals(Kinds.NODES)) {
            return Node.of(meta);
        } else if (kind.equals(Kinds.DEPLOYMENTS)) {
            return Deployment.of(meta, before);
        } else if (kind.equals(Kinds.REPLICA_SETS)) {
            return ReplicaSet.of(meta, before);
        } else if (kind.equals(Kinds.SERVICES)) {
            return Service.of(meta);
        }
        return new Seen.Other(meta);
    }

    public List<Pod> pods() {
        return all(Kinds.PODS, Pod.class);
    }

    public List<Node> nodes() {
        return all(Kinds.NODES, Node.class);
    }

    public List<Deployment> deployments() {
        return all(Kinds.DEPLOYMENTS, Deployment.class);
    }

    public List<ReplicaSet> replicaSets() {
        return all(Kinds.REPLICA_SETS, ReplicaSet.class);
    }

    public List<Service> services() {
        return all(Kinds.SERVICES, Service.class);
    }

    public List<Meta> metas(ResourceName kind) {
        var found = kinds.get(kind);
        return found == null
                ? List.of()
                : found.values().stream().map(Seen::meta).toList();
    }

    public int count(ResourceName kind) {
        var found = kinds.get(kind);
        return found == null ? 0 : found.size();
    }

    public Collection<ResourceName> kinds() {
        return kinds.keySet();
    }

    public Optional<Seen> find(ObjectKey key) {
        var kind = kinds.get(key.resource());
        return Optional.ofNullable(kind == null ? null : kind.get(key));
    }

    public Optional<Node> node(String name) {
        return find(new ObjectKey(Kinds.NODES, "", name)).map(Node.class::cast);
    }

    public Optional<Meta> byUid(String uid) {
        @Nullable ObjectKey key = byUid.get(uid);
        return key == null ? Optional.empty() : find(key).map(Seen::meta);
    }

    public List<Pod> podsOf(String controllerUid) {
        var found = podsByController.get(controllerUid);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    public List<ReplicaSet> replicaSetsOf(String controllerUid) {
        var found = setsByController.get(controllerUid);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    private <T extends Seen> List<T> all(ResourceName kind, Class<T> type) {
        var found = kinds.get(kind);
        return found == null
                ? List.of()
                : found.values().stream().map(type::cast).toList();
    }

    private static <T> NavigableMap<ObjectKey, T> index(Map<String, NavigableMap<ObjectKey, T>> index, Meta meta) {
        return index.computeIfAbsent(meta.controllerUid(), _ -> new TreeMap<>(ORDER));
    }

    private static <T> void unindex(Map<String, NavigableMap<ObjectKey, T>> index, Meta meta) {
        var found = index.get(meta.controllerUid());
        if (found != null && found.remove(meta.key()) != null && found.isEmpty()) {
            index.remove(meta.controllerUid());
        }
    }
}
