package dev.windrose.hub.link;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Runs what concerns one cluster one after the other, in order, without a thread of its own. What comes in from outside
 * is bounded, so that one loud member fills neither memory nor the others' time.
 */
final class Lane {

    private static final Logger LOG = Logger.getLogger(Lane.class);
    private static final int MAX_INBOUND = 1_024;

    private final Executor executor;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger inbound = new AtomicInteger();

    Lane(Executor executor) {
        this.executor = executor;
    }

    /** Runs {@code task} after all that was put before. */
    void run(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    /** Like {@link #run} for what came from outside; false if too much waits already. */
    boolean offer(Runnable task) {
        if (inbound.incrementAndGet() > MAX_INBOUND) {
            inbound.decrementAndGet();
            return false;
        }
        run(() -> {
            inbound.decrementAndGet();
            task.run();
        });
        return true;
    }

    private void drain() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("a task of the link failed", e);
                }
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
