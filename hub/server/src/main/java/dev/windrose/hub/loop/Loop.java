package dev.windrose.hub.loop;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs one pass after another on a virtual thread: when woken, and after the period in any case.
 *
 * <p>A pass takes no argument: whoever wakes it says "look", never what was seen, so that a lost or doubled wake-up is
 * harmless. Wakes during a pass lead to exactly one more. A pass that fails is logged once per kind of failure and tried
 * again after a back-off, so that a database that is away is not hammered. A long pass is followed by a rest: on a large fleet
 * the loops must not take the processors from those who ask the hub something, and what comes meanwhile is seen by one pass.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(10);

    /** Passes that are shorter are nobody's burden. */
    private static final Duration LONG_PASS = Duration.ofMillis(20);

    /** A loop that always has something to do leaves the processors to others for so many times its pass. */
    private static final int SHARE = 2;

    private static final Duration LONGEST_REST = Duration.ofMillis(500);

    /** What a loop does; it reads the world by itself. */
    @FunctionalInterface
    public interface Pass {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Duration period;
    private final Supplier<Duration> spacing;
    private final Pass pass;
    private final Timer duration;
    private final AtomicLong lastSuccess = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken = true;
    private boolean closed;
    private String lastFailure = "";

    public Loop(String name, Duration period, MeterRegistry metrics, Pass pass) {
        this(name, period, () -> Duration.ZERO, metrics, pass);
    }

    /** @param spacing at least this long from the end of a pass to the next one; the first wake is served at once */
    public Loop(String name, Duration period, Duration spacing, MeterRegistry metrics, Pass pass) {
        this(name, period, () -> spacing, metrics, pass);
    }

    /** @param spacing asked after each pass that succeeded */
    public Loop(String name, Duration period, Supplier<Duration> spacing, MeterRegistry metrics, Pass pass) {
        this.name = name;
        this.period = period;
        this.spacing = spacing;
        this.pass = pass;
        this.duration = metrics.timer("windrose_loop_pass_seconds", "loop", name);
        metrics.gauge(
                "windrose_loop_last_success_timestamp_seconds",
                Tags.of("loop", name),
                lastSuccess,
                AtomicLong::doubleValue);
    }

    public Loop start() {
        Thread.ofVirtual().name("loop-" + name).start(this::run);
        return this;
    }

    /** Something may have changed. Returns at once, from any thread. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        var backOff = FIRST_BACK_OFF;
        try {
            while (awaitTurn()) {
                long begun = System.nanoTime();
                if (runOnce()) {
                    backOff = FIRST_BACK_OFF;
                    rest(longer(spacing.get(), restAfter(Duration.ofNanos(System.nanoTime() - begun))));
                } else {
                    rest(backOff);
                    backOff = backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) > 0
                            ? MAX_BACK_OFF
                            : backOff.multipliedBy(2);
                    wake();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long to leave the processors to others after a pass. */
    static Duration restAfter(Duration pass) {
        if (pass.compareTo(LONG_PASS) < 0) {
            return Duration.ZERO;
        }
        var rest = pass.multipliedBy(SHARE);
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private boolean runOnce() throws InterruptedException {
        var sample = Timer.start();
        try {
            pass.run();
            lastSuccess.set(System.currentTimeMillis() / 1000);
            lastFailure = "";
            return true;
        } catch (RuntimeException e) {
            if (!isClosed()) {
                report(e);
            }
            return false;
        } finally {
            sample.stop(duration);
        }
    }

    /** What a pass needs goes away with the hub; that it fails then is nobody's concern. */
    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** The first failure of a kind in full, its repetitions not at all. */
    private void report(RuntimeException failure) {
        var text = String.valueOf(failure.getMessage());
        if (!text.equals(lastFailure)) {
            lastFailure = text;
            LOG.errorf(failure, "pass failed, trying again: loop=%s", name);
        }
    }

    /** @return false when the loop was closed */
    private boolean awaitTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = period.toNanos();
            while (!woken && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void rest(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = time.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
