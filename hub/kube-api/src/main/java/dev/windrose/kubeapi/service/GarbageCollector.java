package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.status.ApiException;
import dev.windrose.kubeapi.status.Reason;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what only deleted objects own, and lets owners go that wait for it. One virtual thread works off a queue of
 * objects to look at; watches over all kinds fill it, so that the store's log drives it, whatever the store.
 *
 * <p>Nothing is remembered that a restart would miss: at the start every object with owners is looked at, and every one
 * that waits in its deletion. Several may run over one store: each write has the version as its condition.
 *
 * <p>Events own nothing and are owned by nothing here, as in the real one.
 */
public final class GarbageCollector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
    private static final long FIRST_RETRY_MILLIS = 20;
    private static final long LAST_RETRY_MILLIS = 20_000;

    private final Core core;
    private final Ownership ownership;
    private final OwnerIndex index = new OwnerIndex();
    private final List<CollectionFollower> followers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<ObjectKey> queue = new LinkedHashSet<>();

    /** What waits until the index has seen a version. */
    private final Map<ObjectKey, Long> parked = new HashMap<>();

    private final Map<ObjectKey, Integer> failures = new HashMap<>();
    private boolean closed;

    GarbageCollector(Core core, Creates creates, Updates updates, Deletes deletes) {
        var invalid = new InvalidOwners(core, creates);
        this.ownership = new Ownership(core, updates, deletes, index, new Following(invalid));
        this.followers = core.registry().all().stream()
                .filter(GarbageCollector::takesPart)
                .map(kind -> new CollectionFollower(core, kind, new Noticing()))
                .toList();
        this.core = core;
    }

    /**
     * A view has no owners, and may have versions of its own: to wait until it has told of a version of the store would be
     * to wait for ever.
     */
    private static boolean takesPart(ResourceDescriptor kind) {
        return !kind.plural().equals("events")
                && !kind.readOnly()
                && kind.view().isEmpty();
    }

    GarbageCollector start() {
        followers.forEach(CollectionFollower::start);
        Thread.ofVirtual().name("garbage-collector").start(this::run);
        return this;
    }

    @Override
    public void close() {
        followers.forEach(CollectionFollower::close);
        locked(() -> closed = true);
    }

    /** Objects with owners that are known. */
    public int dependents() {
        return index.size();
    }

    private void run() {
        try {
            for (Optional<ObjectKey> next = take(); next.isPresent(); next = take()) {
                look(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next to look at; empty when closed. */
    private Optional<ObjectKey> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return Optional.empty();
            }
            ObjectKey next = queue.iterator().next();
            queue.remove(next);
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    private void look(ObjectKey key) {
        try {
            OptionalLong awaited = ownership.look(key);
            failures.remove(key);
            awaited.ifPresent(version -> locked(() -> {
                if (seen() >= version) {
                    queue.add(key);
                } else {
                    parked.put(key, version);
                }
            }));
        } catch (RuntimeException e) {
            again(key, e);
        }
    }

    /** A lost race is looked at again soon; a store that is away, later and later. */
    private void again(ObjectKey key, RuntimeException failure) {
        ApiException refusal = ApiException.in(failure);
        if (refusal != null && refusal.reason() == Reason.NOT_FOUND) {
            failures.remove(key);
            return;
        }
        int times = failures.merge(key, 1, Integer::sum);
        boolean race = refusal != null && refusal.reason() == Reason.CONFLICT;
        if (!race && times == 1) {
            LOG.warn("object={} could not be collected, trying again", key, failure);
        }
        long wait = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(times - 1, 10));
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS).execute(() -> enqueue(key));
    }

    private void enqueue(ObjectKey key) {
        locked(() -> queue.add(key));
    }

    /** Every kind has told all its changes up to this version. */
    private long seen() {
        return followers.stream().mapToLong(CollectionFollower::seen).min().orElse(0);
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void lookAt(List<OwnerReference> owners, String namespace) {
        for (OwnerReference owner : owners) {
            core.registry()
                    .findKind(owner.apiVersion(), owner.kind())
                    .ifPresent(kind -> enqueue(kind.key(kind.namespaced() ? namespace : "", owner.name())));
        }
    }

    private final class Noticing implements CollectionFollower.Notice {
        @Override
        public void isThere(ObjectKey key, ObjectNode object) {
            boolean deleting = Finalizers.deleting(object);
            boolean waits = deleting && Finalizers.has(object, Finalizers.FOREGROUND);
            String uid = Json.text(object, "metadata", "uid");
            List<OwnerReference> owners = OwnerReference.of(object);
            lookAt(index.put(new OwnerIndex.Dependent(key, uid, owners, waits)), key.namespace());
            if (waits || (deleting ? Finalizers.has(object, Finalizers.ORPHAN) : !owners.isEmpty())) {
                enqueue(key);
            }
        }

        @Override
        public void isGone(ObjectKey key, ObjectNode object) {
            lookAt(index.forget(key), key.namespace());
            index.of(Json.text(object, "metadata", "uid")).forEach(dependent -> enqueue(dependent.key()));
        }

        @Override
        public void listedAnew(ResourceName resource, Set<ObjectKey> there) {
            index.keysOf(resource).stream()
                    .filter(key -> !there.contains(key))
                    .forEach(key -> lookAt(index.forget(key), key.namespace()));
            // Owners of this kind may have gone unheard: whoever has owners is looked at again.
            index.keys().forEach(GarbageCollector.this::enqueue);
        }

        @Override
        public void progressed() {
            locked(() -> {
                if (!parked.isEmpty()) {
                    long seen = seen();
                    parked.entrySet().removeIf(entry -> entry.getValue() <= seen && queue.add(entry.getKey()));
                }
            });
        }
    }

    private final class Following implements Ownership.Follow {
        private final InvalidOwners invalid;

        Following(InvalidOwners invalid) {
            this.invalid = invalid;
        }

        @Override
        public void look(ObjectKey key) {
            enqueue(key);
        }

        @Override
        public boolean hasSeen(long version) {
            return seen() >= version;
        }

        @Override
        public void impossibleOwner(ObjectNode dependent, OwnerReference owner) {
            invalid.tell(dependent, owner);
        }
    }
}
