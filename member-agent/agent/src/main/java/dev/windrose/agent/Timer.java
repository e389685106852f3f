package dev.windrose.agent;

import java.time.Duration;

/** Runs things later. A port, so that tests decide when later is. */
public interface Timer {

    /** Runs {@code task} once, on a thread where it may block, not before {@code delay} has passed. */
    void after(Duration delay, Runnable task);
}
