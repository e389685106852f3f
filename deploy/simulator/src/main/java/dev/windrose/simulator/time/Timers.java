package dev.windrose.simulator.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The only source of time in the simulator. Tasks of one Timers run one after the other, never at once, in order of
 * their due time and then of their submission.
 */
public interface Timers extends AutoCloseable {
    Instant now();

    /** Runs the task once, not before the delay has passed; a delay of zero means "soon, but not in this call". */
    void after(Duration delay, Runnable task);

    /** Forgets what has not begun; a task that runs is waited for. Later calls of {@link #after} do nothing. */
    @Override
    void close();
}
