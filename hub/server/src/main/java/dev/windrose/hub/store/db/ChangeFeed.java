package dev.windrose.hub.store.db;

import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.ResourceStore.Subscription;
import dev.windrose.kubeapi.store.ResourceStore.WatchListener;
import dev.windrose.kubeapi.store.StoreEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reads the log once, in order, and tells every watcher.
 *
 * <p>One virtual thread follows the table from the newest number on. A commit of this hub wakes it; a poll each second
 * finds what other hubs wrote. The last events stay in a window, so that a watch from a recent version needs no query;
 * an older one first reads the table in pages and joins when it has caught up.
 */
@ApplicationScoped
public class ChangeFeed {
    private static final Logger LOG = Logger.getLogger(ChangeFeed.class);
    private static final Sizes SIZES = new Sizes(20_000, 1_000);
    private static final Duration POLL = Duration.ofSeconds(1);

    record Interest(ResourceName resource, Optional<String> namespace) {
        boolean covers(ObjectKey key) {
            return key.resource().equals(resource)
                    && (namespace.isEmpty() || namespace.get().equals(key.namespace()));
        }
    }

    private final ResourceLog log;
    private final Sizes sizes;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Set<Watcher> watchers = new CopyOnWriteArraySet<>();
    private final ArrayDeque<StoreEvent> window = new ArrayDeque<>();
    /** Events up to here were told; those after {@code floor} and up to here are in the window. */
    private long told = -1;

    private long floor;
    private volatile boolean stopped;

    @Inject
    public ChangeFeed(ResourceLog log) {
        this(log, SIZES);
    }

    ChangeFeed(ResourceLog log, Sizes sizes) {
        this.log = log;
        this.sizes = sizes;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void start() {
        Thread.ofVirtual().name("change-feed").start(this::follow);
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void stop() {
        stopped = true;
        wake();
    }

    /** There is something new in the log. */
    void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void follow() {
        while (!stopped) {
            try {
                if (told < 0) {
                    begin(log.newest());
                }
                var events = log.after(told, sizes.page());
                if (misses(events)) {
                    startOver(log.newest());
                    continue;
                }
                deliver(events);
                if (events.size() < sizes.page() && wakeUps.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            } catch (Database.DatabaseException e) {
                LOG.warnf("change feed waits: cause=%s", e.getMessage());
                pauseForPoll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void pauseForPoll() {
        try {
            if (wakeUps.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private synchronized void begin(long newest) {
        told = newest;
        floor = newest;
        notifyAll();
    }

    /** Numbers of writers that rolled back lack too; only a log that was trimmed past this feed lost something. */
    private boolean misses(List<StoreEvent> events) {
        return !events.isEmpty() && events.getFirst().version() > told + 1 && told < log.trimmedUpTo();
    }

    private synchronized void startOver(long newest) {
        LOG.warnf("change feed fell behind the log, every watch ends: told=%d newest=%d", told, newest);
        watchers.forEach(w -> w.expire("version %d is no longer in the log".formatted(told)));
        watchers.clear();
        window.clear();
        begin(newest);
    }

    private synchronized void deliver(List<StoreEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        for (var event : events) {
            window.addLast(event);
            watchers.forEach(w -> w.offer(event));
            told = event.version();
        }
        while (window.size() > sizes.window()) {
            floor = window.removeFirst().version();
        }
        watchers.forEach(w -> w.progress(told));
        watchers.removeIf(w -> w.closed);
    }

    Subscription subscribe(Interest interest, long fromVersion, WatchListener listener) {
        var watcher = new Watcher(interest, listener, fromVersion);
        if (!joinFromWindow(watcher, fromVersion)) {
            Thread.ofVirtual().name("watch-catch-up").start(() -> catchUp(watcher, fromVersion));
        }
        return () -> leave(watcher);
    }

    /** From the window, if it reaches back that far; in the same step the watcher joins, so that nothing falls between. */
    private synchronized boolean joinFromWindow(Watcher watcher, long fromVersion) {
        if (told < 0 || fromVersion < floor) {
            return false;
        }
        if (watcher.closed) {
            return true;
        }
        watchers.add(watcher);
        window.forEach(watcher::offer);
        watcher.progress(told);
        return true;
    }

    private void catchUp(Watcher watcher, long fromVersion) {
        try {
            var at = fromVersion;
            while (!watcher.closed && !joinFromWindow(watcher, at)) {
                var events = log.after(at, sizes.page());
                if (at < log.trimmedUpTo()) {
                    watcher.expire("version %d is no longer in the log".formatted(at));
                    return;
                }
                events.forEach(watcher::offer);
                if (events.isEmpty()) {
                    awaitBeginning();
                } else {
                    at = events.getLast().version();
                }
            }
        } catch (Database.DatabaseException e) {
            watcher.expire("the log could not be read: %s".formatted(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watcher.expire("the hub stops");
        }
    }

    /** A watch may be asked for before this hub has read the newest number. */
    private synchronized void awaitBeginning() throws InterruptedException {
        if (told < 0) {
            wait(POLL.toMillis());
        }
    }

    private synchronized void leave(Watcher watcher) {
        watcher.closed = true;
        watchers.remove(watcher);
    }

    /** Events of the window are kept in memory; a page is one read of the table. */
    record Sizes(int window, int page) {}

    private static final class Watcher {
        private final Interest interest;
        private final WatchListener listener;
        /** Seen up to here: a list may be newer than what the feed has told so far. */
        private long seen;

        private volatile boolean closed;

        Watcher(Interest interest, WatchListener listener, long fromVersion) {
            this.interest = interest;
            this.listener = listener;
            this.seen = fromVersion;
        }

        void offer(StoreEvent event) {
            if (event.version() <= seen) {
                return;
            }
            seen = event.version();
            if (!closed && interest.covers(event.key())) {
                tell(() -> listener.onEvent(event));
            }
        }

        /** Never back: a list may have been newer than what the feed had told. */
        void progress(long told) {
            if (!closed) {
                seen = Math.max(seen, told);
                tell(() -> listener.onProgress(seen));
            }
        }

        /** A listener that fails loses its own watch, never the feed of the others. */
        private void tell(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) {
                LOG.errorf(e, "a watcher failed, its watch ends: interest=%s", interest);
                expire("the watcher failed: %s".formatted(e));
            }
        }

        void expire(String reason) {
            closed = true;
            try {
                listener.onExpired(reason);
            } catch (RuntimeException e) {
                LOG.errorf(e, "a watcher failed to end: interest=%s", interest);
            }
        }
    }
}
