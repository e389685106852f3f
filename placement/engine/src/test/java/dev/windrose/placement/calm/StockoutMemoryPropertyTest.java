package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.StockoutMemory.Answer;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StockoutMemoryPropertyTest {
    private static final StockoutKey KEY = new StockoutKey("gcp", "p", "r", "a3", CapacityTier.SPOT);

    private record Event(int seconds, int workload, int kind) {}

    private static final Generator<List<Event>> DAYS = random -> {
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(1, 150); i > 0; i--) {
            int seconds = random.nextInt(15) == 0 ? random.nextInt(-90_000, 90_000) : random.nextInt(600);
            events.add(new Event(seconds, random.nextInt(4), random.nextInt(10)));
        }
        return events;
    };

    @Test
    void neverTwoTryAtOnceAndNothingIsClosedForGood() {
        Seeded.forAll(500, DAYS, events -> {
            StockoutMemory memory = StockoutMemory.EMPTY;
            Instant now = MoveRuleTest.NOW;
            for (Event event : events) {
                now = now.plusSeconds(event.seconds());
                memory = after(memory, event, now);
                if (memory.ask(KEY, "w0", now) instanceof Answer.Closed(Instant until, String why)) {
                    assertThat(until).isAfter(now).isBefore(now.plus(Duration.ofHours(47)));
                    assertThat(why).isNotBlank();
                    assertThat(memory.ask(KEY, "w0", until)).isNotInstanceOf(Answer.Open.class);
                }
                assertThat(StockoutMemory.of(memory.known())).isEqualTo(memory);
            }
        });
    }

    private static StockoutMemory after(StockoutMemory memory, Event event, Instant now) {
        String workload = "w" + event.workload();
        StockoutCause[] causes = StockoutCause.values();
        if (event.kind() < causes.length) {
            return memory.refused(KEY, causes[event.kind()], Optional.of(workload), now);
        }
        if (event.kind() == causes.length) {
            StockoutMemory tried = memory.probing(KEY, workload, now);
            long trying = List.of("w0", "w1", "w2", "w3").stream()
                    .filter(each -> tried.ask(KEY, each, now) instanceof Answer.MayProbe)
                    .count();
            if (!tried.equals(memory)) {
                assertThat(trying).isEqualTo(1);
            }
            return tried;
        }
        return memory.granted(KEY);
    }
}
