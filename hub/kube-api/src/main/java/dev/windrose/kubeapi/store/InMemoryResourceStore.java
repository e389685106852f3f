package dev.windrose.kubeapi.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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

    /** Changes of one collection that can be listed as of. */
    private static final int DEPTH = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ResourceName, ObjectHistory> collections = new HashMap<>();
    private final @Nullable StoreEvent[] ring;
    private final Journal journal;
    private final Executor executor;
    private final Set<MemoryWatch> watches = ConcurrentHashMap.newKeySet();
    private final long firstVersion;
    private final AtomicBoolean rousing = new AtomicBoolean();
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
        var found = new HashMap<ResourceName, List<StoredObject>>();
        for (Snapshot.Entry entry : initial.entries()) {
            found.computeIfAbsent(entry.key().resource(), _ -> new ArrayList<>())
                    .add(StoredObject.of(entry.key(), versionOf(entry.object()), entry.object()));
        }
        found.forEach((name, list) -> collections.put(name, new ObjectHistory(list, version, DEPTH)));
    }

    /** All objects and the version they are at, as of one instant. */
    public Snapshot snapshot() {
        return locked(() -> {
            var entries = new ArrayList<Snapshot.Entry>();
            for (ObjectHistory collection : collections.values()) {
                collection.now().all().forEach(o -> entries.add(new Snapshot.Entry(o.key(), o.tree())));
            }
            return new Snapshot(entries, version);
        });
    }

    @Override
    public CompletionStage<Optional<ObjectNode>> get(ObjectKey key) {
        return done(() -> collection(key.resource()).now().find(key).map(StoredObject::tree));
    }

    @Override
    public CompletionStage<Page> list(ListQuery query) {
        return done(() -> {
            ObjectHistory collection = collection(query.resource());
            if (query.asOf().isEmpty()) {
                return collection.now().page(query, version);
            }
            long asked = query.asOf().get();
            return Optional.of(collection)
                    .filter(_ -> asked <= version)
                    .flatMap(known -> known.at(asked))
                    .orElseThrow(() -> new VersionGoneException(asked))
                    .page(query, asked);
        });
    }

    @Override
    public CompletionStage<WriteResult> create(ObjectKey key, ObjectNode object) {
        return write(
                key,
                () -> collection(key.resource()).now().find(key).isPresent()
                        ? new WriteResult.AlreadyExists()
                        : commit(StoreEvent.Type.ADDED, key, object, null));
    }

    @Override
    public CompletionStage<WriteResult> update(ObjectKey key, ObjectNode object, long expectedVersion) {
        return write(
                key,
                () -> guarded(key, expectedVersion, before -> commit(StoreEvent.Type.MODIFIED, key, object, before)));
    }

    @Override
    public CompletionStage<WriteResult> delete(ObjectKey key, long expectedVersion) {
        return write(
                key,
                () -> guarded(
                        key, expectedVersion, before -> commit(StoreEvent.Type.DELETED, key, before.tree(), null)));
    }

    private WriteResult guarded(ObjectKey key, long expectedVersion, Function<StoredObject, WriteResult> write) {
        Optional<StoredObject> before = collection(key.resource()).now().find(key);
        if (before.isEmpty()) {
            return new WriteResult.NotFound();
        }
        long current = before.get().version();
        return current == expectedVersion ? write.apply(before.get()) : new WriteResult.Conflict(current);
    }

    private WriteResult commit(StoreEvent.Type type, ObjectKey key, ObjectNode object, @Nullable StoredObject before) {
        long next = version + 1;
        ObjectNode tree = stamped(object, next);
        var stored = StoredObject.of(key, next, tree);
        var event = new StoreEvent(type, stored, before);
        journal.append(event);
        version = next;
        ring[slot(next)] = event;
        if (type == StoreEvent.Type.DELETED) {
            collection(key.resource()).remove(key, next);
        } else {
            collection(key.resource()).put(stored);
        }
        return new WriteResult.Written(tree, next);
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

    /** Whether a version has not been reached: whoever has seen it has seen another store. */
    boolean isAhead(long seen) {
        return locked(() -> seen > version);
    }

    private int slot(long version) {
        return (int) (version % ring.length);
    }

    private static long versionOf(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asLong();
    }

    private ObjectHistory collection(ResourceName resource) {
        return collections.computeIfAbsent(resource, _ -> new ObjectHistory(List.of(), firstVersion, DEPTH));
    }

    private CompletionStage<WriteResult> write(ObjectKey key, Supplier<WriteResult> write) {
        CompletionStage<WriteResult> result = done(write);
        result.thenAccept(written -> {
            if (written instanceof WriteResult.Written) {
                wake(key);
            }
        });
        return result;
    }

    /** Whom the change concerns, at once and side by side; the others only move their cursors, one after the other. */
    private void wake(ObjectKey key) {
        for (MemoryWatch watch : watches) {
            if (watch.concerns(key) && watch.claim()) {
                executor.execute(watch::run);
            }
        }
        if (rousing.compareAndSet(false, true)) {
            executor.execute(this::rouse);
        }
    }

    private void rouse() {
        rousing.set(false); // before the look: what is written during it needs another
        for (MemoryWatch watch : watches) {
            if (watch.claim()) {
                watch.run();
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
