package dev.windrose.agent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns many wake-ups into few runs: the first wake-up of a quiet time starts the wait, every other one within it is
 * covered by the same run. One run at a time.
 */
public final class Coalescer {
    private final Timer timer;
    private final Duration wait;
    private final Runnable task;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Object running = new Object();

    public Coalescer(Timer timer, Duration wait, Runnable task) {
        this.timer = timer;
        this.wait = wait;
        this.task = task;
    }

    public void wake() {
        if (scheduled.compareAndSet(false, true)) {
            timer.after(wait, () -> {
                scheduled.set(false); // before the run: what changes during it needs another
                synchronized (running) {
                    task.run();
                }
            });
        }
    }
}
