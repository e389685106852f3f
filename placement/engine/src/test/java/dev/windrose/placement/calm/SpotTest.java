package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpotTest {
    private static final Instant NOW = MoveRuleTest.NOW;
    private static final SpotRecord NOTHING = SpotRecord.nothing(NOW);
    private static final SpotKey L4 = new SpotKey("aws", "eu-1", Optional.of("eu-1a"), "g6.xlarge");
    private static final SpotKey T4 = new SpotKey("aws", "eu-1", Optional.empty(), "g4dn.xlarge");
    private static final SpotWatch.Machine BUSY = new SpotWatch.Machine(L4, true);
    private static final SpotWatch.Machine IDLE = new SpotWatch.Machine(L4, false);

    @Test
    void whatIsNotKnownIsNotTakenForSafe() {
        assertThat(NOTHING.hazardPerHour(NOW)).isCloseTo(0.2, within(1e-9));
        assertThat(SpotHazards.NONE.of(L4)).isEqualTo(200);
    }

    @Test
    void quietHoursMakeItSafer() {
        assertThat(NOTHING.ran(990, 0, NOW).hazardPerHour(NOW)).isCloseTo(0.002, within(1e-9));
        assertThat(NOTHING.ran(10, 8, NOW).hazardPerHour(NOW)).isGreaterThan(0.45);
    }

    @Test
    void whatIsOldCountsLess() {
        SpotRecord seen = NOTHING.ran(100, 8, NOW);

        assertThat(seen.at(NOW.plus(Duration.ofDays(7))))
                .isEqualTo(new SpotRecord(4, 50, NOW.plus(Duration.ofDays(7))));
    }

    @Test
    void aClockThatWentBackChangesNothing() {
        SpotRecord seen = NOTHING.ran(100, 3, NOW);

        assertThat(seen.hazardPerHour(NOW.minus(Duration.ofDays(30)))).isEqualTo(seen.hazardPerHour(NOW));
        assertThat(seen.ran(0, 0, NOW.minus(Duration.ofDays(30)))).isEqualTo(seen);
    }

    @Test
    void refusesCountsBelowZero() {
        assertThatThrownBy(() -> NOTHING.ran(-1, 0, NOW)).hasMessageContaining("neither may be below 0");
        assertThatThrownBy(() -> NOTHING.ran(Double.NaN, 0, NOW)).hasMessageContaining("neither may be below 0");
    }

    @Test
    void hazardsAreValuesOfTwoDigitsAndNeverNone() {
        Map<SpotKey, SpotRecord> records = Map.of(L4, NOTHING.ran(90, 0, NOW), T4, NOTHING.ran(1_000_000, 0, NOW));
        SpotHazards hazards = SpotHazards.of(records, NOW);

        assertThat(hazards.of(L4)).isEqualTo(20);
        assertThat(hazards.of(T4)).isEqualTo(1);
        assertThat(SpotHazards.of(Map.of(L4, NOTHING.ran(90.2, 0, NOW), T4, NOTHING.ran(2_000_000, 0, NOW)), NOW))
                .isEqualTo(hazards);
        assertThat(SpotHazards.of(Map.of(L4, NOTHING.ran(3, 2, NOW)), NOW).of(L4))
                .isEqualTo(360);
    }

    @Test
    void aMachineThatWorkedAndIsGoneWasTakenBack() {
        SpotWatch watch = looked(SpotWatch.of(Map.of()), NOW, Map.of("n1", BUSY, "n2", BUSY, "n3", IDLE));
        Instant later = NOW.plus(Duration.ofMinutes(30));

        watch = looked(watch, later, Map.of("n2", IDLE));

        assertThat(watch.records()).isEqualTo(Map.of(L4, new SpotRecord(1, 1.5, later)));
        assertThat(looked(watch, later, Map.of()).records()).isEqualTo(watch.records());
    }

    @Test
    void ofSilenceTwoHoursCountAndOnlyWhatIsGoneAfterIt() {
        SpotWatch watch = looked(SpotWatch.of(Map.of()), NOW, Map.of("n1", BUSY, "n2", BUSY));
        watch = watch.looked(Map.of(), List.of("a"), NOW.plus(Duration.ofHours(1)));
        assertThat(watch.records()).isEmpty();
        Instant later = NOW.plus(Duration.ofHours(9));

        watch = looked(watch, later, Map.of("n2", BUSY));

        assertThat(watch.records()).isEqualTo(Map.of(L4, new SpotRecord(1, 4, later)));
    }

    @Test
    void nothingIsLearnedOfAClusterThatLeaves() {
        SpotWatch watch = looked(SpotWatch.of(Map.of()), NOW, Map.of("n1", BUSY));
        watch = watch.looked(Map.of(), List.of(), NOW.plusSeconds(60));

        assertThat(looked(watch, NOW.plusSeconds(120), Map.of()).records()).isEmpty();
    }

    @Test
    void aClockThatWentBackCountsAsNoTime() {
        SpotWatch watch = looked(SpotWatch.of(Map.of()), NOW, Map.of("n1", BUSY));

        watch = looked(watch, NOW.minusSeconds(3600), Map.of("n1", BUSY));

        assertThat(watch.records().get(L4)).isEqualTo(new SpotRecord(0, 0, NOW.minusSeconds(3600)));
    }

    private static SpotWatch looked(SpotWatch watch, Instant at, Map<String, SpotWatch.Machine> machines) {
        return watch.looked(Map.of("a", machines), List.of("a"), at);
    }
}
