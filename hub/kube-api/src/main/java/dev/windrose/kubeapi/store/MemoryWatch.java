package dev.windrose.kubeapi.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cursor into the changes of an {@link InMemoryResourceStore}. At most one thread runs it; wake-ups are counted. */
final class MemoryWatch implements ResourceStore.Subscription {
    private static final int BATCH = 256;

    private final InMemoryResourceStore store;
    private final Interest interest;
    private final ResourceStore.WatchListener listener;

    /** Wake-ups not yet worked off; whoever raises it from 0 runs. It starts claimed by the first run. */
    private final AtomicInteger wakeUps = new AtomicInteger(1);

    private volatile boolean closed;
    private long cursor;
    private boolean told;

    record Interest(ResourceName resource, Optional<String> namespace) {
        boolean concerns(ObjectKey key) {
            return key.resource().equals(resource)
                    && (namespace.isEmpty() || namespace.get().equals(key.namespace()));
        }
    }

    MemoryWatch(InMemoryResourceStore store, Interest interest, long cursor, ResourceStore.WatchListener listener) {
        this.store = store;
        this.interest = interest;
        this.cursor = cursor;
        this.listener = listener;
    }

    /** Whether a change of this object is one to tell of. */
    boolean concerns(ObjectKey key) {
        return interest.concerns(key);
    }

    /** Notes that there is something new; true when the caller must run this watch. */
    boolean claim() {
        return !closed && wakeUps.getAndIncrement() == 0;
    }

    void run() {
        int seen = wakeUps.get();
        do {
            guardedDrain();
            seen = wakeUps.addAndGet(-seen);
        } while (seen != 0 && !closed);
    }

    /** A listener that fails has missed something: it is told to list again, rather than left waiting for ever. */
    private void guardedDrain() {
        try {
            drain();
        } catch (RuntimeException e) {
            close();
            listener.onExpired("the listener failed at version %d: %s".formatted(cursor, e));
        }
    }

    private void drain() {
        boolean moved = true;
        while (moved && !closed) {
            @Nullable List<StoreEvent> events = store.after(cursor, BATCH);
            if (events == null) {
                close();
                listener.onExpired((store.isAhead(cursor) ? "too large" : "too old") + " resource version: " + cursor);
                return;
            }
            for (StoreEvent event : events) {
                cursor = event.version();
                if (!closed && interest.concerns(event.key())) {
                    listener.onEvent(event);
                }
            }
            moved = !events.isEmpty();
            // Once also when there was nothing to tell: who waits for a version may have come after it.
            if ((moved || !told) && !closed) {
                told = true;
                listener.onProgress(cursor);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        store.forget(this);
    }
}
