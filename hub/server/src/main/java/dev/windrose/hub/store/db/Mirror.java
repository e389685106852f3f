package dev.windrose.hub.store.db;

import dev.windrose.kubeapi.store.ListQuery;
import dev.windrose.kubeapi.store.ObjectHistory;
import dev.windrose.kubeapi.store.Page;
import dev.windrose.kubeapi.store.ResourceStore.Subscription;
import dev.windrose.kubeapi.store.ResourceStore.WatchListener;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.kubeapi.store.StoredObject;
import dev.windrose.kubeapi.store.VersionGoneException;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One collection in memory, kept current by the change feed, with what it was at its last versions. A list is read from here
 * once the mirror has reached the version that was newest when the list was asked for: so it misses nothing that was committed
 * before (as a real server's watch cache does, KEP-2340).
 */
final class Mirror implements WatchListener {
    /** Changes of the collection that can be listed as of: the least time a client has between two pages, at 100 per second. */
    private static final int DEPTH = 10_000;

    /** Of objects as they were: large ones are remembered for fewer changes. */
    private static final long BYTES = 24L << 20;

    private final Executor executor;
    private final ObjectHistory history;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private long reached;
    private boolean lost;
    private @Nullable Subscription source;

    private record Waiting(long version, CompletableFuture<Mirror> arrival) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return Long.compare(version, other.version);
        }
    }

    /** The feed can no longer tell what happened: the mirror is thrown away, and its users take another. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("the mirror lost the log", null, false, false);
        }
    }

    /** @param executor goes on with lists whose version has arrived */
    Mirror(List<StoredObject> objects, long version, Executor executor) {
        this.history = new ObjectHistory(objects, version, DEPTH, BYTES);
        this.reached = version;
        this.executor = executor;
    }

    synchronized void fedBy(Subscription subscription) {
        source = subscription;
        if (lost) {
            subscription.close();
        }
    }

    @Override
    public synchronized void onEvent(StoreEvent event) {
        reached = event.version();
        if (event.type() == StoreEvent.Type.DELETED) {
            history.remove(event.key(), event.version());
        } else {
            history.put(event.stored().packed());
        }
    }

    @Override
    public synchronized void onProgress(long version) {
        reached = Math.max(reached, version);
        while (!waiting.isEmpty() && waiting.peek().version() <= reached) {
            waiting.poll().arrival().completeAsync(() -> this, executor);
        }
    }

    @Override
    public void onExpired(String reason) {
        lose();
    }

    /** Nobody can use it any more; whoever waits is told. */
    synchronized void lose() {
        lost = true;
        if (source != null) {
            source.close();
        }
        waiting.forEach(w -> executor.execute(() -> w.arrival().completeExceptionally(new LostException())));
        waiting.clear();
    }

    synchronized boolean isLost() {
        return lost;
    }

    /** This mirror, as soon as it has heard of everything up to a version. Fails with {@link LostException}. */
    synchronized CompletionStage<Mirror> at(long version) {
        if (lost) {
            return CompletableFuture.failedStage(new LostException());
        }
        if (version <= reached) {
            return CompletableFuture.completedStage(this);
        }
        var arrival = new CompletableFuture<Mirror>();
        waiting.add(new Waiting(version, arrival));
        return arrival;
    }

    /** Whether a list as of this version needs no look at the database. */
    synchronized boolean knows(long version) {
        return !lost && version <= reached;
    }

    synchronized Page page(ListQuery query) {
        if (query.asOf().isEmpty()) {
            return history.now().page(query, reached);
        }
        long asked = query.asOf().get();
        return Optional.of(history)
                .flatMap(known -> known.at(asked))
                .orElseThrow(() -> new VersionGoneException(asked))
                .page(query, asked);
    }
}
