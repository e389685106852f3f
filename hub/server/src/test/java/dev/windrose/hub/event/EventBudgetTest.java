package dev.windrose.hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBudgetTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private final EventBudget budget = new EventBudget();

    @Test
    void anObjectIsToldOfSoOftenAndThenRarely() {
        assertThat(taken("a", 100, NOW)).isEqualTo(EventBudget.BURST);
        assertThat(taken("a", 100, NOW.plus(EventBudget.REFILL))).isEqualTo(1);
        assertThat(taken("a", 100, NOW.plus(EventBudget.REFILL.multipliedBy(1_000))))
                .isEqualTo(EventBudget.BURST);
    }

    @Test
    void oneObjectTakesNothingFromAnother() {
        taken("a", 100, NOW);

        assertThat(taken("b", 1, NOW)).isEqualTo(1);
    }

    @Test
    void allTogetherHaveARateToo() {
        for (int i = 0; i < EventBudget.ALL_BURST; i++) {
            assertThat(budget.turn(NOW)).isZero();
        }
        var second = Duration.ofSeconds(1);

        assertThat(budget.turn(NOW)).isEqualTo(second.dividedBy(EventBudget.ALL_PER_SECOND));
        assertThat(budget.turn(NOW.plus(second))).isZero();
    }

    @Test
    void whoWaitedForATurnWaitsNoLongerForTheNext() {
        var now = NOW;
        for (int i = 0; i < EventBudget.ALL_BURST + EventBudget.ALL_PER_SECOND; i++) {
            now = now.plus(budget.turn(now));
        }

        assertThat(Duration.between(NOW, now)).isEqualTo(Duration.ofSeconds(1));
    }

    private long taken(String uid, int times, Instant now) {
        return IntStream.range(0, times).filter(i -> budget.take(uid, now)).count();
    }
}
