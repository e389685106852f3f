package dev.windrose.hub.event;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(takenOfDifferent("x", 2_000, NOW)).isEqualTo(EventBudget.ALL_BURST);
        assertThat(takenOfDifferent("y", 2_000, NOW.plusSeconds(2))).isEqualTo(2 * EventBudget.ALL_PER_SECOND);
    }

    private long takenOfDifferent(String prefix, int objects, Instant now) {
        return IntStream.range(0, objects)
                .filter(i -> budget.take(prefix + i, now))
                .count();
    }

    private long taken(String uid, int times, Instant now) {
        return IntStream.range(0, times).filter(i -> budget.take(uid, now)).count();
    }
}
