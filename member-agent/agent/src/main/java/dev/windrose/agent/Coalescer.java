package dev.windrose.agent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns many wake-ups into few runs: the first wake-up of a quiet time starts the wait, every other one within it is
 * covered by the same run. While wake-ups keep coming, a run begins no sooner than {@code rest} after the last one ended.
 * One run at a time.
 */
public final class Coalescer {
    private final Timer timer;
    private final Duration wait;
    private final Duration rest;
    private final Runnable task;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Object running = new Object();
    private volatile long restedAt = System.nanoTime();

    /** Without rest: as often as {@code wait} allows. */
    public Coalescer(Timer timer, Duration wait, Runnable task) {
        this(timer, wait, Duration.ZERO, task);
    }

    public Coalescer(Timer timer, Duration wait, Duration rest, Runnable task) {
        this.timer = timer;
        this.wait = wait;
        this.rest = rest;
        this.task = task;
    }

    public void wake() {
        if (scheduled.compareAndSet(false, true)) {
            long untilRested = restedAt - System.nanoTime();
            timer.after(Duration.ofNanos(Math.max(wait.toNanos(), untilRested)), this::run);
        }
    }

    private void run() {
        scheduled.set(false); // before the run: what changes during it needs another
        synchronized (running) {
            try {
                task.run();
            } finally {
                restedAt = System.nanoTime() + rest.toNanos();
            }
        }
    }
}
