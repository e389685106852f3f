package dev.windrose.agent.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ListWatch;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every live object that carries our label, of the kinds that were ever desired, kept current by a watch per kind. What it
 * says may be a moment old; it wakes the work and saves requests, and never alone justifies a deletion.
 */
public final class OwnedObjects implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Hears of keys whose live object appeared, changed or went, and of kinds that were listed completely. */
    public interface Listener {
        void changed(ObjectKey key);

        void listed(ResourceKind kind);
    }

    private final KubeApi api;
    private final DesiredState desired;
    private final Map<ResourceKind, Function<JsonNode, Object>> extractors;
    private final Predicate<ObjectKey> replicasLeft;
    private final Map<ResourceKind, Followed> followed = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param extractors by kind, what to keep of a live object besides ownership
     * @param replicasLeft whether somebody else sets the replicas of an object; then they are neither compared nor written
     */
    public OwnedObjects(
            KubeApi api,
            DesiredState desired,
            Map<ResourceKind, Function<JsonNode, Object>> extractors,
            Predicate<ObjectKey> replicasLeft) {
        this.api = api;
        this.desired = desired;
        this.extractors = Map.copyOf(extractors);
        this.replicasLeft = replicasLeft;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Begins to follow a kind, once; returns at once. */
    public void follow(ResourceKind kind) {
        followed.computeIfAbsent(kind, k -> new Followed(k).start());
    }

    /** Whether a complete list of the kind was heard. */
    public boolean isSynced(ResourceKind kind) {
        Followed found = followed.get(kind);
        return found != null && found.watch != null && found.watch.isSynced();
    }

    @Nullable
    Owned find(ResourceKind kind, ObjectKey key) {
        Followed found = followed.get(kind);
        return found == null ? null : found.objects.get(key);
    }

    /** Every object of {@code kind} by key; weakly consistent. */
    public Map<ObjectKey, Owned> of(ResourceKind kind) {
        Followed found = followed.get(kind);
        return found == null ? Map.of() : found.objects;
    }

    /** Every key of every kind followed. */
    List<ObjectKey> keys() {
        return followed.values().stream()
                .flatMap(one -> one.objects.keySet().stream())
                .toList();
    }

    /** Reads a body as the object it is. */
    static ObjectNode read(DesiredObject object) throws JsonProcessingException {
        if (JSON.readTree(object.body()) instanceof ObjectNode node) {
            return node;
        }
        throw new NotAnObject();
    }

    /** What a live object is compared with, in one word: the body by its digest, and whether without its replicas. */
    String comparison(@Nullable DesiredObject wanted) {
        if (wanted == null) {
            return "";
        }
        return wanted.digest().hex() + (leavesReplicas(wanted) ? "-replicas" : "");
    }

    boolean leavesReplicas(DesiredObject wanted) {
        return replicasLeft.test(wanted.key());
    }

    /** The body as it is to be held to: without the replicas where they are left to somebody else. */
    ObjectNode held(DesiredObject wanted) throws JsonProcessingException {
        ObjectNode body = read(wanted);
        if (leavesReplicas(wanted) && body.path("spec") instanceof ObjectNode spec) {
            spec.remove("replicas");
        }
        return body;
    }

    /** What of a body is compared with a live object: not apiVersion and kind, which the items of a list do not carry. */
    static ObjectNode shape(ObjectNode body) {
        ObjectNode copy = body.objectNode();
        copy.setAll(body);
        return copy.without(List.of("apiVersion", "kind"));
    }

    private static final class NotAnObject extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        NotAnObject() {
            super("the body is no JSON object");
        }
    }

    /**
     * What is to be remembered of a live object.
     *
     * @param before what was remembered of it; most events are of its status, and spare the comparison
     */
    Owned look(ResourceKind kind, ObjectKey key, JsonNode live, @Nullable Owned before) {
        DesiredObject wanted = desired.find(key);
        Function<JsonNode, Object> extractor = extractors.get(kind);
        Object facts = extractor == null ? null : extractor.apply(live);
        String comparison = comparison(wanted);
        Owned after = before == null ? null : before.after(Owned.Version.of(live), comparison, facts);
        if (after != null) {
            return after;
        }
        ObjectNode body = null;
        if (wanted != null) {
            try {
                body = shape(held(wanted));
            } catch (JsonProcessingException e) {
                comparison = ""; // the reconciler reports it; here it compares with nothing
            }
        }
        return Owned.of(live, comparison, body, facts);
    }

    /** An apply changed nothing, so no event will come: what is remembered of that very state is made anew. */
    void unchanged(ResourceKind kind, ObjectKey key, JsonNode live) {
        Followed found = followed.get(kind);
        if (found != null) {
            String version = live.path("metadata").path("resourceVersion").asText();
            found.objects.computeIfPresent(
                    key, (_, owned) -> owned.resourceVersion().equals(version) ? look(kind, key, live, null) : owned);
        }
    }

    @Override
    public void close() {
        followed.values().forEach(Followed::close);
    }

    private final class Followed implements ListWatch.Listener<Owned> {
        private final ResourceKind kind;
        private final Map<ObjectKey, Owned> objects = new ConcurrentHashMap<>();
        private volatile @Nullable ListWatch<Owned> watch;

        Followed(ResourceKind kind) {
            this.kind = kind;
        }

        Followed start() {
            watch = ListWatch.start(api, kind.path(), Ownership.SELECTOR, this::map, this);
            return this;
        }

        private @Nullable Owned map(JsonNode live) {
            JsonNode metadata = live.path("metadata");
            ObjectKey key = new ObjectRef(
                            kind.apiVersion(),
                            kind.kind(),
                            metadata.path("namespace").asText(),
                            metadata.path("name").asText())
                    .key();
            return look(kind, key, live, objects.get(key));
        }

        /** A watch key is {@code namespace/name} or {@code name}. */
        private ObjectKey keyOf(String watchKey) {
            String place = kind.namespaced() ? watchKey : "/" + watchKey;
            return new ObjectKey(kind.apiVersion() + "/" + kind.kind() + "/" + place);
        }

        @Override
        public void replaced(Map<String, Owned> all) {
            var fresh = new HashMap<ObjectKey, Owned>();
            all.forEach((key, owned) -> fresh.put(keyOf(key), owned));
            objects.keySet().retainAll(fresh.keySet());
            objects.putAll(fresh);
            listeners.forEach(listener -> listener.listed(kind));
        }

        @Override
        public void changed(String watchKey, Owned value) {
            ObjectKey key = keyOf(watchKey);
            objects.put(key, value);
            listeners.forEach(listener -> listener.changed(key));
        }

        @Override
        public void gone(String watchKey) {
            ObjectKey key = keyOf(watchKey);
            objects.remove(key);
            listeners.forEach(listener -> listener.changed(key));
        }

        void close() {
            ListWatch<Owned> open = watch;
            if (open != null) {
                open.close();
            }
        }
    }
}
