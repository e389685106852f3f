package dev.windrose.placement.price;

import static dev.windrose.placement.inventory.CapacityTier.ON_DEMAND;
import static dev.windrose.placement.inventory.CapacityTier.SPOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.Money;
import dev.windrose.placement.price.JumpGuard.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JumpGuardTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({"20.00, false", "20.000001, true", "5.00, false", "4.999999, true", "11.00, false"})
    void moreThanDoubleOrHalfInOneRefreshIsHeld(String price, boolean held) {
        var state = refreshed(refreshed(State.NONE, "10.00", 0), price, 1);

        assertThat(state.held().isEmpty()).isEqualTo(!held);
        assertThat(accepted(state)).isEqualTo(Money.parse(held ? "10.00" : price));
    }

    @Test
    void theNextRefreshConfirms() {
        var state = refreshed(refreshed(refreshed(State.NONE, "10.00", 0), "30.00", 1), "31.00", 2);

        assertThat(state.held()).isEmpty();
        assertThat(accepted(state)).isEqualTo(Money.parse("31.00"));
    }

    @Test
    void anAnswerThatNothingChangedConfirmsToo() {
        var state = JumpGuard.unchanged(refreshed(refreshed(State.NONE, "10.00", 0), "30.00", 1), NOW);

        assertThat(state.held()).isEmpty();
        assertThat(accepted(state)).isEqualTo(Money.parse("30.00"));
    }

    @Test
    void aSecondSourceConfirmsAtOnce() {
        var before = refreshed(State.NONE, "10.00", 0);

        var state = JumpGuard.refresh(before, book("30.00"), NOW, _ -> List.of(Money.parse("28.00")));

        assertThat(accepted(state)).isEqualTo(Money.parse("30.00"));
    }

    @Test
    void aSlipThatIsMendedLeavesNoTrace() {
        var state = refreshed(refreshed(refreshed(State.NONE, "10.00", 0), "0.10", 1), "10.00", 2);

        assertThat(state.held()).isEmpty();
        assertThat(accepted(state)).isEqualTo(Money.parse("10.00"));
    }

    /** A source that says something else each time: what counts was said long ago, and grows old. */
    @Test
    void whileSomethingWaitsThePriceBeforeGrowsOld() {
        var state = refreshed(State.NONE, "10.00", 0);
        for (int i = 1; i <= 80; i++) {
            state = refreshed(state, i % 2 == 0 ? "30.00" : "90.00", i);
        }

        var source = SourceBook.of(
                "feed",
                SourceClass.FEED,
                0,
                List.of(new SourceBook.Part(state.accepted(), state.readAt(), state.held())));
        var book = GuardedBook.of(List.of(source), SkuTable.builtIn(), List.of(), NOW.plus(HOUR.multipliedBy(80)));

        assertThat(book.rows().getFirst().freshness()).isEqualTo(Freshness.TOO_OLD);
        assertThat(book.rows().getFirst().planning()).isEmpty();
    }

    @Test
    void whatIsHeldIsShownWithItsReason() {
        var state = refreshed(refreshed(State.NONE, "10.00", 0), "700.00", 1);
        var source = SourceBook.of(
                "feed", SourceClass.FEED, 0, List.of(new SourceBook.Part(state.accepted(), NOW, state.held())));

        var row = GuardedBook.of(List.of(source), SkuTable.builtIn(), List.of(), NOW)
                .rows()
                .getFirst();

        assertThat(row.planning()).contains(Money.parse("10.00"));
        assertThat(row.quarantine().orElseThrow().cause()).isEqualTo(Quarantine.Cause.JUMP_HELD);
        assertThat(row.quarantine().orElseThrow().why()).contains("700.00").contains("10.00");
    }

    /** What a feed no longer lists is unknown: kept prices of zones that fell silent were a rival's bug. */
    @Test
    void whatIsNoLongerListedIsGone() {
        var two = OfferBook.of(
                List.of(Offers.offer("r", "", ON_DEMAND, "10.00"), Offers.offer("r", "r-a", SPOT, "3.00")));
        var before = JumpGuard.refresh(State.NONE, two, NOW, _ -> List.of());

        assertThat(refreshed(before, "10.00", 1).accepted().size()).isEqualTo(1);
    }

    @Test
    void aRefreshThatLostMostRowsIsHeldOnce() {
        var before = JumpGuard.refresh(State.NONE, regions(40), NOW, _ -> List.of());

        var once = JumpGuard.refresh(before, regions(19), NOW.plus(HOUR), _ -> List.of());
        var twice = JumpGuard.refresh(once, regions(19), NOW.plus(HOUR), _ -> List.of());

        assertThat(once.accepted().size()).isEqualTo(40);
        assertThat(once.readAt()).isEqualTo(NOW);
        assertThat(twice.accepted().size()).isEqualTo(19);
    }

    private static OfferBook regions(int count) {
        return OfferBook.of(IntStream.range(0, count)
                .mapToObj(i -> Offers.offer("r-" + i, "", ON_DEMAND, "10.00"))
                .toList());
    }

    private static State refreshed(State before, String price, int hours) {
        return JumpGuard.refresh(before, book(price), NOW.plus(HOUR.multipliedBy(hours)), _ -> List.of());
    }

    private static OfferBook book(String price) {
        return OfferBook.of(List.of(Offers.offer("r", "", ON_DEMAND, price)));
    }

    private static Money accepted(State state) {
        return state.accepted().offers().getFirst().price();
    }
}
