package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpotTest {
    private static final Instant NOW = MoveRuleTest.NOW;
    private static final SpotRecord NOTHING = SpotRecord.nothing(NOW);
    private static final OptionalLong SPOT = OptionalLong.of(900_000);
    private static final OptionalLong FULL = OptionalLong.of(1_000_000);

    @Test
    void whatIsNotKnownIsNotTakenForSafe() {
        assertThat(NOTHING.hazardPerHour(NOW)).isCloseTo(0.2, within(1e-9));
        assertThat(NOTHING.launchChance(NOW)).isEqualTo(0.5);
    }

    @Test
    void quietHoursMakeItSafer() {
        assertThat(NOTHING.ran(990, 0, NOW).hazardPerHour(NOW)).isCloseTo(0.002, within(1e-9));
        assertThat(NOTHING.ran(10, 8, NOW).hazardPerHour(NOW)).isGreaterThan(0.45);
    }

    @Test
    void whatIsOldCountsLess() {
        SpotRecord refused = NOTHING.asked(0, 8, NOW);

        assertThat(refused.launchChance(NOW)).isEqualTo(0.1);
        assertThat(refused.launchChance(NOW.plus(Duration.ofHours(6)))).isCloseTo(1 / 6.0, within(1e-9));
        assertThat(refused.launchChance(NOW.plus(Duration.ofDays(3)))).isCloseTo(0.5, within(0.01));
    }

    @Test
    void aClockThatWentBackChangesNothing() {
        SpotRecord seen = NOTHING.ran(100, 3, NOW);

        assertThat(seen.hazardPerHour(NOW.minus(Duration.ofDays(30)))).isEqualTo(seen.hazardPerHour(NOW));
        assertThat(seen.ran(0, 0, NOW.minus(Duration.ofDays(30)))).isEqualTo(seen);
    }

    @Test
    void interruptibleWhereItStaysCheaperWithItsInterruptions() {
        assertThat(choice(NOTHING, SPOT, FULL, Duration.ofMinutes(10)).spot()).isTrue();
        assertThat(choice(NOTHING, SPOT, FULL, Duration.ofMinutes(40)).spot()).isFalse();
    }

    @Test
    void paidInFullWhereLaunchesAreRefused() {
        SpotChoice choice = choice(NOTHING.asked(0, 9, NOW), SPOT, FULL, Duration.ZERO);

        assertThat(choice.spot()).isFalse();
        assertThat(choice.microsPerHour()).isEqualTo(FULL);
    }

    @Test
    void aPriceThatNobodyKnowsIsNoReason() {
        assertThat(choice(NOTHING, OptionalLong.empty(), OptionalLong.empty(), Duration.ZERO))
                .isEqualTo(new SpotChoice(false, OptionalLong.empty(), "the spot price is not known"));
        assertThat(choice(NOTHING, SPOT, OptionalLong.empty(), Duration.ZERO).spot())
                .isTrue();
    }

    @Test
    void refusesCountsBelowZero() {
        assertThatThrownBy(() -> NOTHING.ran(-1, 0, NOW)).hasMessageContaining("none may be below 0");
        assertThatThrownBy(() -> NOTHING.ran(Double.NaN, 0, NOW)).hasMessageContaining("none may be below 0");
    }

    private static SpotChoice choice(SpotRecord seen, OptionalLong spot, OptionalLong full, Duration lost) {
        return SpotChoice.between(spot, full, seen, lost, NOW);
    }
}
