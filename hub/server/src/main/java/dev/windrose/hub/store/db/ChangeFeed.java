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
    private static final Sizes SIZES = new Sizes(20_000, 32L << 20, 1_000);
    private static final Duration POLL = Duration.ofSeconds(1);

    record Interest(Set<ResourceName> resources, Optional<String> namespace) {
        Interest(ResourceName resource, Optional<String> namespace) {
            this(Set.of(resource), namespace);
        }

        boolean covers(ObjectKey key) {
            return resources.contains(key.resource())
                    && (namespace.isEmpty() || namespace.get().equals(key.namespace()));
        }
    }

    private final ResourceLog log;
    private final Sizes sizes;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Set<FeedWatcher> watchers = new CopyOnWriteArraySet<>();
    private final ArrayDeque<StoreEvent> window = new ArrayDeque<>();
    private long windowBytes;
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
        watchers.forEach(w -> w.expire("too old resource version: %d".formatted(told)));
        watchers.clear();
        window.clear();
        windowBytes = 0;
        begin(newest);
    }

    private synchronized void deliver(List<StoreEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        for (var event : events) {
            window.addLast(event.packed());
            windowBytes += event.bytes();
            tell(event);
            told = event.version();
        }
        while (window.size() > sizes.window() || windowBytes > sizes.bytes()) {
            var oldest = window.removeFirst();
            windowBytes -= oldest.bytes();
            floor = oldest.version();
        }
        watchers.forEach(w -> w.progress(told));
        watchers.removeIf(FeedWatcher::isClosed);
    }

    /** Parsed once, for all who look inside, and for nobody when nobody is concerned. */
    private void tell(StoreEvent event) {
        StoreEvent parsed = null;
        for (var watcher : watchers) {
            if (watcher.isConcernedBy(event)) {
                parsed = parsed == null ? event.parsed() : parsed;
                watcher.offer(parsed);
            }
        }
    }

    /** Follows several collections as one, in the order of their changes. */
    public Subscription follow(
            Set<ResourceName> resources, Optional<String> namespace, long fromVersion, WatchListener listener) {
        return subscribe(new Interest(Set.copyOf(resources), namespace), fromVersion, listener);
    }

    Subscription subscribe(Interest interest, long fromVersion, WatchListener listener) {
        var watcher = new FeedWatcher(interest, listener, fromVersion);
        if (!joinFromWindow(watcher, fromVersion)) {
            Thread.ofVirtual().name("watch-catch-up").start(() -> catchUp(watcher, fromVersion));
        }
        return () -> leave(watcher);
    }

    /** From the window, if it reaches back that far; in the same step the watcher joins, so that nothing falls between. */
    private synchronized boolean joinFromWindow(FeedWatcher watcher, long fromVersion) {
        if (told < 0 || fromVersion < floor || (fromVersion > told && !watcher.isVerified())) {
            return false;
        }
        if (watcher.isClosed()) {
            return true;
        }
        watchers.add(watcher);
        window.forEach(watcher::offer);
        watcher.progress(told);
        return true;
    }

    private void catchUp(FeedWatcher watcher, long fromVersion) {
        try {
            var at = fromVersion;
            if (isOfTheFuture(at)) {
                watcher.expire("too large resource version: %d".formatted(at));
                return;
            }
            watcher.verified();
            while (!watcher.isClosed() && !joinFromWindow(watcher, at)) {
                var events = log.after(at, sizes.page());
                if (at < log.trimmedUpTo()) {
                    watcher.expire("too old resource version: %d".formatted(at));
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

    /**
     * Whether nobody has written that version yet. Its watcher has seen another store: this one was restored from a backup.
     * Waiting would be silence for ever.
     */
    private boolean isOfTheFuture(long version) {
        return version > toldUpTo() && version > log.newest();
    }

    private synchronized long toldUpTo() {
        return told;
    }

    /** A watch may be asked for before this hub has read the newest number. */
    private synchronized void awaitBeginning() throws InterruptedException {
        if (told < 0) {
            wait(POLL.toMillis());
        }
    }

    private synchronized void leave(FeedWatcher watcher) {
        watcher.close();
        watchers.remove(watcher);
    }

    /** So many events of the window are kept in memory, and so many bytes of them; a page is one read of the table. */
    record Sizes(int window, long bytes, int page) {}
}
