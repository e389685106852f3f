package dev.windrose.simulator.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that moves only by {@link #advance}: what is due runs inside that call, in order. For tests; one thread. */
public final class VirtualTimers implements Timers {
    private record Due(Instant at, long order, Runnable task) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private Instant now;
    private long submitted;
    private boolean closed;

    public VirtualTimers(Instant start) {
        now = start;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable task) {
        if (!closed) {
            queue.add(new Due(now.plus(delay.isNegative() ? Duration.ZERO : delay), submitted++, task));
        }
    }

    /** Moves time forward and runs all that falls due on the way, also what those tasks schedule. */
    public void advance(Duration by) {
        Instant until = now.plus(by);
        for (Due due = queue.peek(); due != null && !due.at().isAfter(until); due = queue.peek()) {
            queue.poll();
            now = due.at();
            due.task().run();
        }
        now = until;
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
    }
}
