package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.fit.Knowledge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What changed is planned at each pass, and everything now and then as a check, which must not become the load. */
class PlanningTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final WorkloadDemand CHAT = Demands.of(
            WorkloadObject.of(Given.workload(
                    "9c1d7a52-0000-4000-8000-000000000001",
                    "chat",
                    "{\"model\": {\"id\": \"meta-llama/Llama-3.1-8B-Instruct\"}}")),
            Optional.empty(),
            Knowledge.NONE);

    private int looks;

    /** A full pass takes this long. */
    private Duration full = Duration.ZERO;

    private final Planning planning = new Planning(new SimpleMeterRegistry(), () -> (looks++ % 2) * full.toNanos());

    @Test
    void everythingIsPlannedEachTenSeconds() {
        assertThat(checks(0)).isZero(); // the first pass plans everything anyhow
        assertThat(checks(9)).isZero();
        assertThat(checks(10)).isEqualTo(1);
        assertThat(checks(19)).isEqualTo(1);
        assertThat(checks(20)).isEqualTo(2);
    }

    @Test
    void whereThatTakesLongItRestsTwentyTimesAsLong() {
        full = Duration.ofSeconds(3);
        checks(0);
        assertThat(checks(10)).isEqualTo(1);
        assertThat(checks(69)).isEqualTo(1);
        assertThat(checks(70)).isEqualTo(2);
    }

    @Test
    void aClockThatWentBackPutsItOffNoFurther() {
        checks(0);
        assertThat(checks(-3600)).isZero(); // plans everything, for nothing of the pass before can be told to hold
        assertThat(checks(-3590)).isEqualTo(1);
    }

    private int checks(int second) {
        planning.plan(Given.input(NOW.plusSeconds(second), CHAT));
        return looks / 2;
    }
}
