package dev.windrose.agent.apply;

import dev.windrose.agent.Timer;
import dev.windrose.protocol.ObjectKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one job per key: never two at once for the same key, any number for different ones. A key asked for while its job
 * runs is run once more afterwards, however often it was asked for. A job that failed is tried again by itself, later and
 * later, and holds up nobody else.
 */
final class WorkQueue {
    private static final Logger LOG = Logger.getLogger(WorkQueue.class);

    /** Hears how each run ended. */
    interface Listener {
        void finished(ObjectKey key, ObjectOutcome outcome);
    }

    private final Function<ObjectKey, ObjectOutcome> job;
    private final Executor executor;
    private final Timer timer;
    private final Listener listener;
    private final Map<ObjectKey, Slot> slots = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Integer> failures = new ConcurrentHashMap<>();
    private final Set<ObjectKey> waiting = ConcurrentHashMap.newKeySet();

    WorkQueue(Function<ObjectKey, ObjectOutcome> job, Executor executor, Timer timer, Listener listener) {
        this.job = job;
        this.executor = executor;
        this.timer = timer;
        this.listener = listener;
    }

    /** Asks for a run that starts after this call; the answer is that run's outcome, and never completes exceptionally. */
    CompletableFuture<ObjectOutcome> submit(ObjectKey key) {
        var mine = new CompletableFuture<ObjectOutcome>();
        var answer = new Object() {
            CompletableFuture<ObjectOutcome> future = mine;
            boolean idle;
        };
        slots.compute(key, (_, slot) -> {
            if (slot == null) {
                answer.idle = true;
                return new Slot(null);
            }
            if (slot.again() != null) {
                answer.future = slot.again();
                return slot;
            }
            return new Slot(mine);
        });
        if (answer.idle) {
            executor.execute(() -> run(key, mine));
        }
        return answer.future;
    }

    /** Keys that run, or wait for their next try. */
    int depth() {
        return slots.size() + waiting.size();
    }

    private void run(ObjectKey key, CompletableFuture<ObjectOutcome> first) {
        CompletableFuture<ObjectOutcome> current = first;
        while (current != null) {
            ObjectOutcome outcome = once(key);
            listener.finished(key, outcome);
            if (outcome instanceof ObjectOutcome.Failed) {
                retryLater(key);
            } else {
                failures.remove(key);
            }
            current.complete(outcome);
            current = next(key);
        }
    }

    private @Nullable CompletableFuture<ObjectOutcome> next(ObjectKey key) {
        var taken = new Object() {
            @Nullable
            CompletableFuture<ObjectOutcome> again;
        };
        slots.computeIfPresent(key, (_, slot) -> {
            taken.again = slot.again();
            return taken.again == null ? null : new Slot(null);
        });
        return taken.again;
    }

    private ObjectOutcome once(ObjectKey key) {
        try {
            return job.apply(key);
        } catch (RuntimeException e) {
            LOG.errorf(e, "object=%s state=failed", key);
            return new ObjectOutcome.Failed("the agent failed: " + e);
        }
    }

    private void retryLater(ObjectKey key) {
        int inARow = failures.merge(key, 1, Integer::sum);
        if (waiting.add(key)) {
            timer.after(Backoff.after(inARow), () -> {
                waiting.remove(key);
                submit(key);
            });
        }
    }

    /** A key at work, with the answer to those who asked meanwhile. */
    private record Slot(@Nullable CompletableFuture<ObjectOutcome> again) {}
}
