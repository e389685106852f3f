package dev.windrose.hub.access.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Requests per second, of one caller and of all. The table keeps the callers seen last: who falls out starts anew with a full
 * bucket, which costs nothing: identities cannot be made up, and whoever has very many addresses meets the limit of all.
 */
public final class RequestRates {
    static final int MOST_CALLERS = 10_000;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final TokenBucket total;
    private final Map<String, TokenBucket> callers = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /**
     * @param perSecond of one caller; twice as many at once
     * @param totalPerSecond of all callers; twice as many at once
     */
    public RequestRates(int perSecond, int totalPerSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.total = new TokenBucket(totalPerSecond, 2.0 * totalPerSecond, nanoTime.getAsLong());
    }

    /** Zero: go on. Else: come again after it. */
    public Duration take(String caller) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            var wait = callers.computeIfAbsent(caller, _ -> new TokenBucket(perSecond, 2.0 * perSecond, now))
                    .take(now);
            return wait.isZero() ? total.take(now) : wait;
        } finally {
            lock.unlock();
        }
    }

    int callers() {
        lock.lock();
        try {
            return callers.size();
        } finally {
            lock.unlock();
        }
    }
}
