package dev.windrose.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.agent.Timer;
import dev.windrose.protocol.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final ObjectKey A = new ObjectKey("v1/ConfigMap/t/a");
    private static final ObjectKey B = new ObjectKey("v1/ConfigMap/t/b");

    private final List<ObjectKey> runs = new ArrayList<>();
    private final Map<ObjectKey, Supplier<ObjectOutcome>> answers = new HashMap<>();
    private final ArrayDeque<Runnable> pending = new ArrayDeque<>();
    private final ManualTimer timer = new ManualTimer();
    private final WorkQueue queue = new WorkQueue(this::job, pending::add, timer, (_, _) -> {});

    @Test
    void asksDuringARunAreCoveredByOneMore() {
        answers.put(A, () -> {
            if (runs.size() == 1) {
                queue.submit(A);
                queue.submit(A);
            }
            return new ObjectOutcome.Written();
        });

        queue.submit(A);
        drain();

        assertThat(runs).containsExactly(A, A);
        assertThat(queue.depth()).isZero();
    }

    @Test
    void aFailureIsTriedAgainLaterAndLater() {
        answers.put(A, () -> new ObjectOutcome.Failed("no"));

        queue.submit(A);
        drain();
        for (int i = 0; i < 7; i++) {
            timer.fire();
            drain();
        }

        assertThat(timer.delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void successForgetsEarlierFailures() {
        answers.put(A, () -> runs.size() == 3 ? new ObjectOutcome.Written() : new ObjectOutcome.Failed("no"));
        queue.submit(A);
        drain();
        timer.fire();
        drain();
        timer.fire();
        drain();

        queue.submit(A);
        drain();

        assertThat(timer.delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 1L);
    }

    @Test
    void aJobThatThrowsFailsAloneAndAnswers() {
        answers.put(A, () -> {
            throw new IllegalStateException("broken");
        });
        answers.put(B, ObjectOutcome.Written::new);

        CompletableFuture<ObjectOutcome> a = queue.submit(A);
        CompletableFuture<ObjectOutcome> b = queue.submit(B);
        drain();

        assertThat(a.join()).isInstanceOf(ObjectOutcome.Failed.class);
        assertThat(b.join()).isInstanceOf(ObjectOutcome.Written.class);
    }

    private ObjectOutcome job(ObjectKey key) {
        runs.add(key);
        return answers.get(key).get();
    }

    private void drain() {
        while (!pending.isEmpty()) {
            pending.poll().run();
        }
    }

    /** Runs tasks when told to. */
    private static final class ManualTimer implements Timer {
        private final List<Duration> delays = new ArrayList<>();
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void after(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
        }

        void fire() {
            tasks.poll().run();
        }
    }
}
