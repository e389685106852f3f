package dev.windrose.agent;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Waits on one daemon thread, runs on virtual ones. */
public final class VirtualTimer implements Timer, AutoCloseable {
    private final Executor executor;
    private final ScheduledThreadPoolExecutor clock;

    public VirtualTimer(Executor executor) {
        this.executor = executor;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("windrose-timer").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.setRejectedExecutionHandler((_, _) -> {}); // closing: nothing is done later any more
    }

    @Override
    public void after(Duration delay, Runnable task) {
        clock.schedule(() -> executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
