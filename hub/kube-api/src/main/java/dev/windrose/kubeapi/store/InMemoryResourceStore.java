package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in the heap: one lock around the objects and a ring of the last changes. A watch is a cursor into that ring,
 * moved on an executor outside the lock: a listener that is too slow falls out of the window and is told so; it can
 * neither hold up a writer nor make the heap grow.
 */
public final class InMemoryResourceStore implements ResourceStore {
    /** Changes kept for watches to resume from. */
    public static final int DEFAULT_WINDOW = 20_000;

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceName, NavigableMap<ObjectKey, ObjectNode>> objects = new HashMap<>();
    private final @Nullable StoreEvent[] ring;
    private final Journal journal;
    private final Executor executor;
    private final Set<MemoryWatch> watches = ConcurrentHashMap.newKeySet();
    private final long firstVersion;
    private long version;

    /** Everything a store holds at one instant; what it is restored from. */
    public record Snapshot(List<Entry> entries, long version) {
        public static final Snapshot EMPTY = new Snapshot(List.of(), 0);

        public record Entry(ObjectKey key, ObjectNode object) {}

        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /** An empty store that keeps no journal. */
    public InMemoryResourceStore() {
        this(DEFAULT_WINDOW, Journal.NONE, Snapshot.EMPTY);
    }

    public InMemoryResourceStore(int window, Journal journal, Snapshot initial) {
        this(
                window,
                journal,
                initial,
                task -> Thread.ofVirtual().name("store-watch").start(task));
    }

    /**
     * @param window how many changes a watch may lag behind, at least 1
     * @param initial what was there before; watches from before its version are expired
     * @param executor runs listeners
     */
    public InMemoryResourceStore(int window, Journal journal, Snapshot initial, Executor executor) {
        if (window < 1) {
            throw new IllegalArgumentException("window (%d) must be at least 1".formatted(window));
        }
        this.ring = new @Nullable StoreEvent[window];
        this.journal = requireNonNull(journal, "journal is null");
        this.executor = requireNonNull(executor, "executor is null");
        this.version = initial.version();
        this.firstVersion = initial.version();
        for (Snapshot.Entry entry : initial.entries()) {
            collection(entry.key().resource()).put(entry.key(), entry.object());
        }
    }

    /** All objects and the version they are at, as of one instant. */
    public Snapshot snapshot() {
        return locked(() -> {
            var entries = new ArrayList<Snapshot.Entry>();
            objects.values().forEach(all -> all.forEach((key, object) -> entries.add(new Snapshot.Entry(key, object))));
            return new Snapshot(entries, version);
        });
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return done(() -> Optional.ofNullable(collection(key.resource()).get(key)));
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return done(() -> {
            NavigableMap<ObjectKey, ObjectNode> all = collection(query.resource());
            if (query.namespace().isPresent()) {
                String namespace = query.namespace().get();
                // A name is never empty and never holds NUL: these two keys enclose the namespace.
                all = all.subMap(
                        new ObjectKey(query.resource(), namespace, ""),
                        true,
                        new ObjectKey(query.resource(), namespace + "\0", ""),
                        false);
            }
            if (query.after().isPresent()) {
                all = tail(all, query.after().get());
            }
            var page = new ArrayList<ObjectNode>();
            for (ObjectNode object : all.values()) {
                if (query.limit() > 0 && page.size() == query.limit()) {
                    return new Page(page, version, true);
                }
                page.add(object);
            }
            return new Page(page, version, false);
        });
    }

    private static NavigableMap<ObjectKey, ObjectNode> tail(NavigableMap<ObjectKey, ObjectNode> all, ObjectKey after) {
        if (all.isEmpty() || ORDER.compare(after, all.firstKey()) < 0) {
            return all;
        }
        if (ORDER.compare(after, all.lastKey()) >= 0) {
            return new TreeMap<>(ORDER);
        }
        return all.tailMap(after, false);
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return write(() -> collection(key.resource()).containsKey(key)
                ? new WriteResult.AlreadyExists()
                : commit(StoreEvent.Type.ADDED, key, object, null));
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return write(
                () -> guarded(key, expectedVersion, before -> commit(StoreEvent.Type.MODIFIED, key, object, before)));
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return write(() -> guarded(key, expectedVersion, before -> commit(StoreEvent.Type.DELETED, key, before, null)));
    }

    private WriteResult guarded(
            ObjectKey key, long expectedVersion, java.util.function.Function<ObjectNode, WriteResult> write) {
        ObjectNode before = collection(key.resource()).get(key);
        if (before == null) {
            return new WriteResult.NotFound();
        }
        long current = versionOf(before);
        return current == expectedVersion ? write.apply(before) : new WriteResult.Conflict(current);
    }

    private WriteResult commit(StoreEvent.Type type, ObjectKey key, ObjectNode object, @Nullable ObjectNode previous) {
        long next = version + 1;
        ObjectNode stored = stamped(object, next);
        var event = new StoreEvent(type, key, next, stored, previous);
        journal.append(event);
        version = next;
        ring[slot(next)] = event;
        if (type == StoreEvent.Type.DELETED) {
            collection(key.resource()).remove(key);
        } else {
            collection(key.resource()).put(key, stored);
        }
        return new WriteResult.Written(stored, next);
    }

    /** A shallow copy with its own metadata: the rest is shared, since nobody changes it. */
    private static ObjectNode stamped(ObjectNode object, long version) {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        ObjectNode metadata = object.objectNode();
        if (object.get("metadata") instanceof ObjectNode before) {
            metadata.setAll(before);
        }
        metadata.put("resourceVersion", Long.toString(version));
        copy.set("metadata", metadata);
        return copy;
    }

    @Override
    public Subscription watch(
            ResourceName resource, Optional<String> namespace, long fromVersion, WatchListener listener) {
        var watch = new MemoryWatch(this, new MemoryWatch.Interest(resource, namespace), fromVersion, listener);
        watches.add(watch);
        executor.execute(watch::run);
        return watch;
    }

    @Override
    public CompletionStage<Long> currentVersion() {
        return done(() -> version);
    }

    void forget(MemoryWatch watch) {
        watches.remove(watch);
    }

    /** Changes after a version, at most so many; or null when the window no longer reaches back to it. */
    @Nullable
    List<StoreEvent> after(long cursor, int most) {
        return locked(() -> {
            long oldest = Math.max(firstVersion, version - ring.length);
            if (cursor < oldest || cursor > version) {
                return null;
            }
            var events = new ArrayList<StoreEvent>();
            for (long at = cursor + 1; at <= version && events.size() < most; at++) {
                events.add(requireNonNull(ring[slot(at)], "an event inside the window is missing"));
            }
            return events;
        });
    }

    private int slot(long version) {
        return (int) (version % ring.length);
    }

    private static long versionOf(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asLong();
    }

    private NavigableMap<ObjectKey, ObjectNode> collection(ResourceName resource) {
        return objects.computeIfAbsent(resource, _ -> new TreeMap<>(ORDER));
    }

    private CompletionStage<WriteResult> write(Supplier<WriteResult> write) {
        CompletionStage<WriteResult> result = done(write);
        result.thenAccept(written -> {
            if (written instanceof WriteResult.Written) {
                wake();
            }
        });
        return result;
    }

    private void wake() {
        for (MemoryWatch watch : watches) {
            if (watch.claim()) {
                executor.execute(watch::run);
            }
        }
    }

    private <T> CompletionStage<T> done(Supplier<T> work) {
        try {
            return CompletableFuture.completedFuture(locked(work));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
