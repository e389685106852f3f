package dev.windrose.local.demo;

import dev.windrose.local.state.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Bounded waits for what other processes do. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(200);

    private Patience() {}

    /** What is waited for; an answer that cannot be had counts as not yet. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static boolean reached(Duration limit, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return true;
                }
            } catch (IOException e) {
                // the one that is asked is down: that is what the scenario is about
            }
            spend(LOOK);
        }
        return false;
    }

    static void until(Duration limit, String what, Condition condition) throws InterruptedException {
        if (!reached(limit, condition)) {
            throw new FleetException("Within %d s it was not so that %s.".formatted(limit.toSeconds(), what));
        }
    }

    /** Lets a stretch of the story pass. */
    static void spend(Duration time) throws InterruptedException {
        var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
