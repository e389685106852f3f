package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.StockoutMemory.Answer;
import dev.windrose.placement.inventory.CapacityTier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StockoutMemoryTest {
    private static final Instant NOW = MoveRuleTest.NOW;
    private static final StockoutKey KEY =
            new StockoutKey("aws", "1", "us-east-1", "p5.48xlarge", CapacityTier.ON_DEMAND);

    private static StockoutMemory refused(StockoutCause cause) {
        return StockoutMemory.EMPTY.refused(KEY, cause, Optional.of("w"), NOW);
    }

    private static Instant minutes(long minutes) {
        return NOW.plus(Duration.ofMinutes(minutes));
    }

    private static Instant until(StockoutMemory memory, Instant now) {
        return ((Answer.Closed) memory.ask(KEY, "x", now)).until();
    }

    @ParameterizedTest
    @CsvSource({"CAPACITY,5", "SPOT_CAPACITY,15", "QUOTA,60", "OFFER,1380"})
    void isBelievedForATimeByItsCause(StockoutCause cause, long time) {
        assertThat(until(refused(cause), NOW)).isEqualTo(minutes(time));
        assertThat(refused(cause).ask(KEY, "x", minutes(time))).isInstanceOf(Answer.MayProbe.class);
    }

    @ParameterizedTest
    @CsvSource({"AUTH", "THROTTLE", "NETWORK", "UNKNOWN"})
    void whatTellsNothingOfMachinesIsNotRemembered(StockoutCause cause) {
        assertThat(refused(cause)).isEqualTo(StockoutMemory.EMPTY);
    }

    @Test
    void othersAreNotConcerned() {
        var other = new StockoutKey("aws", "2", "us-east-1", "p5.48xlarge", CapacityTier.ON_DEMAND);

        assertThat(refused(StockoutCause.CAPACITY).ask(other, "w", NOW)).isEqualTo(new Answer.Open());
    }

    @Test
    void isBelievedTwiceAsLongEachTimeUpToAnHour() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY);
        Instant now = NOW;
        for (long minutes : new long[] {5, 10, 20, 40, 60, 60}) {
            assertThat(Duration.between(now, until(memory, now))).hasMinutes(minutes);
            now = until(memory, now);
            memory = memory.probing(KEY, "w", now).refused(KEY, StockoutCause.CAPACITY, Optional.of("w"), now);
        }
    }

    @Test
    void whatSeveralHearAtOnceCountsOnce() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY)
                .refused(KEY, StockoutCause.CAPACITY, Optional.of("x"), NOW.plusSeconds(1));

        assertThat(memory).isEqualTo(refused(StockoutCause.CAPACITY));
    }

    @Test
    void aGraverCauseCountsAtOnce() {
        StockoutMemory memory =
                refused(StockoutCause.CAPACITY).refused(KEY, StockoutCause.QUOTA, Optional.of("x"), minutes(1));

        assertThat(until(memory, minutes(1))).isEqualTo(minutes(61));
    }

    @Test
    void onlyOneMayTry() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY).probing(KEY, "w", minutes(5));

        assertThat(memory.ask(KEY, "w", minutes(6))).isInstanceOf(Answer.MayProbe.class);
        assertThat(memory.ask(KEY, "x", minutes(6))).isInstanceOf(Answer.Closed.class);
        assertThat(memory.probing(KEY, "x", minutes(6))).isEqualTo(memory);
    }

    @Test
    void oneWhoNeverComesBackIsNotWaitedForForever() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY).probing(KEY, "w", minutes(5));

        assertThat(memory.ask(KEY, "x", minutes(15))).isInstanceOf(Answer.MayProbe.class);
    }

    @Test
    void aTryThatTellsNothingLetsAnotherTry() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY)
                .probing(KEY, "w", minutes(5))
                .refused(KEY, StockoutCause.THROTTLE, Optional.of("w"), minutes(6));

        assertThat(memory.ask(KEY, "x", minutes(6))).isInstanceOf(Answer.MayProbe.class);
    }

    @Test
    void whatIsGrantedIsForgotten() {
        assertThat(refused(StockoutCause.OFFER).granted(KEY)).isEqualTo(StockoutMemory.EMPTY);
    }

    @Test
    void aClockThatWentBackFarLetsOneTry() {
        assertThat(refused(StockoutCause.CAPACITY).ask(KEY, "x", NOW.minus(Duration.ofDays(365))))
                .isInstanceOf(Answer.MayProbe.class);
        assertThat(refused(StockoutCause.CAPACITY).ask(KEY, "x", NOW.minusSeconds(2)))
                .isInstanceOf(Answer.Closed.class);
    }

    @Test
    void survivesBeingKept() {
        StockoutMemory memory = refused(StockoutCause.CAPACITY).probing(KEY, "w", minutes(5));

        assertThat(StockoutMemory.of(memory.known())).isEqualTo(memory);
    }
}
