package dev.windrose.hub.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Semaphore passes = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);

    @Test
    void runsAtOnceThoughNobodyWokeIt() throws Exception {
        try (var _ = new Loop("test", NEVER, metrics, passes::release).start()) {
            assertThat(pass()).isTrue();
        }
    }

    @Test
    void wakesDuringAPassLeadToExactlyOneMore() throws Exception {
        var count = new AtomicInteger();
        try (var loop = new Loop("test", NEVER, metrics, () -> {
            count.incrementAndGet();
            passes.release();
            gate.acquire();
        })) {
            loop.start();
            assertThat(pass()).isTrue();
            for (int i = 0; i < 100; i++) {
                loop.wake();
            }
            gate.release();
            assertThat(pass()).isTrue();
            gate.release();

            assertThat(passes.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(count).hasValue(2);
            gate.release();
        }
    }

    /** Short passes go on at once; nobody waits longer than half a second for a loop that rests. */
    @Test
    void restsLongerThanALongPassTook() {
        assertThat(Loop.restAfter(Duration.ofMillis(19))).isZero();
        assertThat(Loop.restAfter(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(200));
        assertThat(Loop.restAfter(Duration.ofSeconds(7))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aFailingPassIsTriedAgain() throws Exception {
        var count = new AtomicInteger();
        try (var loop = new Loop("test", NEVER, metrics, () -> {
            if (count.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            passes.release();
        })) {
            loop.start();

            assertThat(pass()).isTrue();
            assertThat(count).hasValue(4);
        }
    }

    @Test
    void thePeriodRunsWithoutAnyWake() throws Exception {
        try (var _ = new Loop("test", Duration.ofMillis(5), metrics, passes::release).start()) {
            assertThat(passes.tryAcquire(5, 10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClosedLoopRunsNoMore() throws Exception {
        var loop = new Loop("test", NEVER, metrics, () -> {
            passes.release();
            gate.acquire();
        });
        loop.start();
        assertThat(pass()).isTrue();
        loop.close();
        loop.wake();
        gate.release();

        assertThat(passes.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void countsItsPassesByLoop() throws Exception {
        try (var loop = new Loop("test", NEVER, metrics, passes::release).start()) {
            assertThat(pass()).isTrue();
            loop.wake();
            assertThat(pass()).isTrue();

            assertThat(metrics.get("windrose_loop_pass_seconds")
                            .tag("loop", "test")
                            .timer()
                            .count())
                    .isGreaterThanOrEqualTo(1);
            assertThat(metrics.get("windrose_loop_last_success_timestamp_seconds")
                            .tag("loop", "test")
                            .gauge()
                            .value())
                    .isPositive();
        }
    }

    @Test
    void signalsWakeWhoListensToTheTopicAndNobodyElse() {
        var signals = new Signals();
        var plans = new AtomicInteger();
        var both = new AtomicInteger();
        signals.on(plans::incrementAndGet, Signals.Topic.PLAN);
        signals.on(both::incrementAndGet, Signals.Topic.PLAN, Signals.Topic.PRICES);

        signals.raise(Signals.Topic.PLAN);
        signals.raise(Signals.Topic.PRICES);
        signals.raise(Signals.Topic.MEMBERS);

        assertThat(plans).hasValue(1);
        assertThat(both).hasValue(2);
    }

    @Test
    void aListenerMayBeAddedWhileASignalIsRaised() {
        var signals = new Signals();
        var late = new CountDownLatch(1);
        signals.on(() -> signals.on(late::countDown, Signals.Topic.PLAN), Signals.Topic.PLAN);

        signals.raise(Signals.Topic.PLAN);
        signals.raise(Signals.Topic.PLAN);

        assertThat(late.getCount()).isZero();
    }

    private boolean pass() throws InterruptedException {
        return passes.tryAcquire(10, TimeUnit.SECONDS);
    }
}
