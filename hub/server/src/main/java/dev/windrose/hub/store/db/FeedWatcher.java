package dev.windrose.hub.store.db;

import dev.windrose.kubeapi.store.ResourceStore.WatchListener;
import dev.windrose.kubeapi.store.StoreEvent;
import org.jboss.logging.Logger;

/** One who follows the feed: hears of nothing twice, and of nothing after it has closed. Told by one thread at a time. */
final class FeedWatcher {
    private static final Logger LOG = Logger.getLogger(FeedWatcher.class);

    private final ChangeFeed.Interest interest;
    private final WatchListener listener;
    /** Seen up to here: a list may be newer than what the feed has told so far. */
    private long seen;

    private volatile boolean closed;
    private volatile boolean verified;

    FeedWatcher(ChangeFeed.Interest interest, WatchListener listener, long fromVersion) {
        this.interest = interest;
        this.listener = listener;
        this.seen = fromVersion;
    }

    /** The version it starts from is one that was written, though the feed may not have told of it yet. */
    void verified() {
        verified = true;
    }

    boolean isVerified() {
        return verified;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    boolean isConcernedBy(StoreEvent event) {
        return !closed && event.version() > seen && interest.covers(event.key());
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
