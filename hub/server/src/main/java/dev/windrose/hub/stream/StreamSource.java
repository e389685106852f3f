package dev.windrose.hub.stream;

import dev.windrose.hub.store.db.ChangeFeed;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore.Subscription;
import dev.windrose.kubeapi.store.ResourceStore.WatchListener;
import dev.windrose.kubeapi.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the store for one reader, in order, in a buffer of {@link #MOST}. A reader that lets it fill up, or asks
 * for what was trimmed, is told so once and goes on from the present: never silently.
 */
final class StreamSource implements AutoCloseable {
    static final int MOST = 2_000;

    /** What the reader gets next. */
    sealed interface Next {
        record Event(StoreEvent event) implements Next {}

        /** Something was lost; what comes follows the position. */
        record Reset(Position at, String reason) implements Next {}

        /** Nothing in the time given; all up to the version is told. */
        record Quiet(long version) implements Next {}
    }

    private final ChangeFeed feed;
    private final Set<ResourceName> resources;
    private final Optional<String> namespace;
    private final Supplier<Position> now;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<StoreEvent> buffer = new ArrayDeque<>();
    private @Nullable String lost;
    private long progress;
    /** Of the subscription that counts: what an older one still says is passed over. */
    private int run;

    private @Nullable Subscription subscription;

    StreamSource(ChangeFeed feed, Set<ResourceName> resources, Optional<String> namespace, Supplier<Position> now) {
        this.feed = feed;
        this.resources = resources;
        this.namespace = namespace;
        this.now = now;
    }

    void start(long version) {
        int mine;
        lock.lock();
        try {
            mine = ++run;
            buffer.clear();
            lost = null;
            progress = version;
        } finally {
            lock.unlock();
        }
        subscription = feed.follow(resources, namespace, version, new Listener(mine));
    }

    Next next(Duration within) throws InterruptedException {
        String why;
        lock.lock();
        try {
            var left = within.toNanos();
            while (buffer.isEmpty() && lost == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (lost == null) {
                var event = buffer.poll();
                return event == null ? new Next.Quiet(progress) : new Next.Event(event);
            }
            why = lost;
        } finally {
            lock.unlock();
        }
        close();
        var at = now.get();
        start(at.version());
        return new Next.Reset(at, why);
    }

    @Override
    public void close() {
        var open = subscription;
        if (open != null) {
            open.close();
        }
    }

    private final class Listener implements WatchListener {
        private final int mine;

        Listener(int mine) {
            this.mine = mine;
        }

        @Override
        public void onEvent(StoreEvent event) {
            told(() -> {
                if (buffer.size() >= MOST) {
                    buffer.clear();
                    lost = "you read too slowly: more than %d events waited".formatted(MOST);
                } else if (lost == null) {
                    buffer.add(event);
                }
            });
        }

        @Override
        public void onProgress(long version) {
            told(() -> progress = Math.max(progress, version));
        }

        @Override
        public void onExpired(String reason) {
            told(() -> {
                buffer.clear();
                lost = reason;
            });
        }

        private void told(Runnable what) {
            lock.lock();
            try {
                if (mine == run) {
                    what.run();
                    changed.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
