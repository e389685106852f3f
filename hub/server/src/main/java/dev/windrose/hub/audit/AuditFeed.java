package dev.windrose.hub.audit;

import dev.windrose.hub.audit.db.PgAuditLog;
import dev.windrose.hub.store.db.Database;
import dev.windrose.kubeapi.store.ResourceStore.Subscription;
import dev.windrose.kubeapi.store.ResourceStore.WatchListener;
import dev.windrose.kubeapi.store.StoreEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Follows the trail for those who watch it: each by a virtual thread of its own that asks twice a second. Few do, and
 * people read no faster; a trail must not cost those who do not.
 */
@ApplicationScoped
public class AuditFeed {
    private static final Logger LOG = Logger.getLogger(AuditFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int PAGE = 500;

    private final PgAuditLog log;

    public AuditFeed(PgAuditLog log) {
        this.log = log;
    }

    /** Calls of the listener come one at a time; the last one is {@code onExpired} when rows asked for are gone. */
    public Subscription follow(PgAuditLog.Query query, WatchListener listener) {
        var follower = new Follower(query, listener);
        Thread.ofVirtual().name("audit-watch").start(follower::run);
        return follower;
    }

    private final class Follower implements Subscription {
        private final PgAuditLog.Query query;
        private final WatchListener listener;
        private final Semaphore closed = new Semaphore(0);

        Follower(PgAuditLog.Query query, WatchListener listener) {
            this.query = query;
            this.listener = listener;
        }

        void run() {
            try {
                if (query.after() > 0 && query.after() < Database.await(log.oldest()) - 1) {
                    listener.onExpired("audit event %d is no longer kept".formatted(query.after()));
                    return;
                }
                var at = query.after();
                while (!isClosed(Duration.ZERO)) {
                    // Read before the page, so that progress never passes over a row.
                    var newest = Database.await(log.newest());
                    var rows = Database.await(log.page(query.from(at), PAGE));
                    rows.forEach(this::tell);
                    at = rows.isEmpty() ? Math.max(at, newest) : rows.getLast().number();
                    if (rows.size() < PAGE) {
                        listener.onProgress(at);
                        if (isClosed(POLL)) {
                            return;
                        }
                    }
                }
            } catch (Database.DatabaseException e) {
                listener.onExpired("the audit trail could not be read: %s".formatted(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                listener.onExpired("the hub stops");
            } catch (RuntimeException e) {
                LOG.errorf(e, "a watcher of the audit trail failed");
                listener.onExpired("the watcher failed");
            }
        }

        private void tell(AuditRow row) {
            listener.onEvent(new StoreEvent(StoreEvent.Type.ADDED, row.stored(), null));
        }

        private boolean isClosed(Duration within) throws InterruptedException {
            return closed.tryAcquire(within.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            closed.release();
        }
    }
}
