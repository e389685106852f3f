package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MoveRuleTest {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final MoveRule RULE = new MoveRule(
            5,
            Duration.ofHours(24),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            1,
            new MoveBudget(1, 2, Duration.ofHours(1)),
            List.of(new FreezeWindow(NOW.plusSeconds(7200), NOW.plusSeconds(10_800), "sale")));

    private static MoveCase dollars(double here, double there) {
        return new MoveCase(
                "w",
                NOW,
                NOW.minus(Duration.ofDays(1)),
                Optional.empty(),
                OptionalLong.of((long) (here * 1e6)),
                OptionalLong.of((long) (there * 1e6)),
                Optional.empty(),
                MoveLedger.EMPTY,
                false);
    }

    private static MoveCase at(MoveCase each, Instant now) {
        return with(each, now, each.since(), each.expectedLife(), each.regret(), each.ledger(), each.emergency());
    }

    private static MoveCase with(
            MoveCase each,
            Instant now,
            Instant since,
            Optional<Duration> life,
            Optional<Regret> regret,
            MoveLedger ledger,
            boolean emergency) {
        return new MoveCase("w", now, since, life, each.here(), each.there(), regret, ledger, emergency);
    }

    private static MoveCase since(MoveCase each, Instant since) {
        return with(each, each.now(), since, each.expectedLife(), each.regret(), each.ledger(), each.emergency());
    }

    private static MoveCase owing(MoveCase each, Regret regret) {
        return with(
                each,
                each.now(),
                each.since(),
                each.expectedLife(),
                Optional.of(regret),
                each.ledger(),
                each.emergency());
    }

    private static MoveCase after(MoveCase each, MoveLedger ledger) {
        return with(each, each.now(), each.since(), each.expectedLife(), each.regret(), ledger, each.emergency());
    }

    @Test
    void movesForASavingThatEarnsTheMoveBack() {
        assertThat(RULE.decide(dollars(10, 9.5)).reason()).isEqualTo(MoveReason.SAVES_OVER_HORIZON);
    }

    @Test
    void staysForASavingThatIsTooSmall() {
        MoveDecision decision = RULE.decide(dollars(10, 9.51));

        assertThat(decision.reason()).isEqualTo(MoveReason.SAVING_TOO_SMALL);
        assertThat(decision.detail()).contains("saves 0.4900 USD an hour").contains("moving costs 4.7550 USD");
    }

    /** Of 9.96 there, 9.50 are for carrying answers: two places share them. */
    @Test
    void whatIsPaidOnceMakesNoMoveDearer() {
        MoveCase each = dollars(10, 9.96);

        assertThat(RULE.decide(each).detail()).contains("moving costs 4.9800 USD");
        assertThat(RULE.decide(each.with(each.here(), each.there(), 9_500_000)).detail())
                .contains("moving costs 0.2300 USD");
    }

    @Test
    void staysWhereItIsCheapest() {
        assertThat(RULE.decide(dollars(10, 10)).reason()).isEqualTo(MoveReason.NOT_CHEAPER);
    }

    @Test
    void movesNothingOnAPriceThatNobodyKnows() {
        MoveCase known = dollars(10, 1);
        MoveCase unknown = new MoveCase(
                "w",
                NOW,
                known.since(),
                Optional.empty(),
                known.here(),
                OptionalLong.empty(),
                Optional.of(new Regret(7, NOW)),
                MoveLedger.EMPTY,
                false);

        MoveDecision decision = RULE.decide(unknown);

        assertThat(decision.reason()).isEqualTo(MoveReason.PRICE_UNKNOWN);
        assertThat(decision.regret().owedMicros()).isEqualTo(7);
    }

    @Test
    void staysWhenItEndsBeforeTheMoveIsEarnedBack() {
        MoveCase short1 = dollars(10, 9);
        MoveCase ending = with(
                short1,
                NOW,
                short1.since(),
                Optional.of(Duration.ofHours(4)),
                Optional.empty(),
                MoveLedger.EMPTY,
                false);

        assertThat(RULE.decide(ending).reason()).isEqualTo(MoveReason.MOVING_COSTS_MORE);
    }

    @Test
    void movesForASmallSavingOnceStayingHasCostAMove() {
        Regret almost = new Regret(4_550_000, NOW.minus(Duration.ofHours(1)));
        Regret little = new Regret(4_000_000, NOW.minus(Duration.ofHours(1)));

        assertThat(RULE.decide(owing(dollars(10, 9.6), almost)).reason()).isEqualTo(MoveReason.REGRET);
        assertThat(RULE.decide(owing(dollars(10, 9.6), little)).reason()).isEqualTo(MoveReason.SAVING_TOO_SMALL);
    }

    @Test
    void followsEvenWhatADayDoesNotEarnBackOnceStayingHasCostAMove() {
        Regret owed = new Regret(5_000_000, NOW.minus(Duration.ofHours(1)));
        MoveCase percent = owing(dollars(10, 9.9), owed);

        assertThat(RULE.decide(dollars(10, 9.9)).reason()).isEqualTo(MoveReason.SAVING_TOO_SMALL);
        assertThat(RULE.decide(percent).reason()).isEqualTo(MoveReason.REGRET);
        MoveCase ending = with(
                percent,
                NOW,
                percent.since(),
                Optional.of(Duration.ofHours(40)),
                percent.regret(),
                percent.ledger(),
                false);
        assertThat(RULE.decide(ending).reason()).isEqualTo(MoveReason.MOVING_COSTS_MORE);
    }

    @Test
    void forgetsWhatStayingCostOnceItIsCheapestAgain() {
        assertThat(RULE.decide(owing(dollars(10, 11), new Regret(9_000_000, NOW)))
                        .regret()
                        .owedMicros())
                .isZero();
    }

    @Test
    void aLongGapCountsForNoMoreThanTwoHours() {
        Regret longAgo = new Regret(0, NOW.minus(Duration.ofDays(9)));

        assertThat(RULE.decide(owing(dollars(10, 9.6), longAgo)).regret().owedMicros())
                .isEqualTo(800_000);
    }

    @Test
    void aClockThatWentBackAddsNothingAndGoesOnFromThere() {
        Regret ahead = new Regret(500, NOW.plus(Duration.ofDays(9)));

        assertThat(RULE.decide(owing(dollars(10, 9.6), ahead)).regret()).isEqualTo(new Regret(500, NOW));
    }

    @Test
    void staysUntilItsDwellIsOver() {
        assertThat(RULE.decide(since(dollars(10, 1), NOW.minusSeconds(1799))).reason())
                .isEqualTo(MoveReason.DWELL);
        assertThat(RULE.decide(since(dollars(10, 1), NOW.minusSeconds(1800))).moves())
                .isTrue();
    }

    @Test
    void staysWhileFrozen() {
        MoveDecision frozen = RULE.decide(at(dollars(10, 1), NOW.plusSeconds(7200)));

        assertThat(frozen.reason()).isEqualTo(MoveReason.FROZEN);
        assertThat(frozen.detail()).contains("sale");
        assertThat(RULE.decide(at(dollars(10, 1), NOW.plusSeconds(10_800))).moves())
                .isTrue();
    }

    @Test
    void staysWhenItHasMovedEnough() {
        MoveLedger moved = MoveLedger.EMPTY.with("w", NOW.minusSeconds(3599), RULE.budget());
        MoveLedger earlier = MoveLedger.EMPTY.with("w", NOW.minusSeconds(3600), RULE.budget());

        assertThat(RULE.decide(after(dollars(10, 1), moved)).reason()).isEqualTo(MoveReason.WORKLOAD_BUDGET);
        assertThat(RULE.decide(after(dollars(10, 1), earlier)).moves()).isTrue();
    }

    @Test
    void staysWhenTheFleetHasMovedEnough() {
        MoveLedger moved = MoveLedger.EMPTY.with("a", NOW, RULE.budget()).with("b", NOW, RULE.budget());

        assertThat(RULE.decide(after(dollars(10, 1), moved)).reason()).isEqualTo(MoveReason.FLEET_BUDGET);
    }

    @Test
    void aClockThatWentBackRefillsNoBudget() {
        MoveLedger later = MoveLedger.EMPTY.with("w", NOW.plus(Duration.ofDays(1)), RULE.budget());

        assertThat(RULE.decide(after(dollars(10, 1), later)).reason()).isEqualTo(MoveReason.WORKLOAD_BUDGET);
    }

    @Test
    void anEmergencyAsksNothing() {
        MoveLedger moved = MoveLedger.EMPTY.with("w", NOW, RULE.budget());
        MoveCase lost = with(
                dollars(1, 100),
                NOW.plusSeconds(7200),
                NOW.plusSeconds(7200),
                Optional.empty(),
                Optional.empty(),
                moved,
                true);

        assertThat(RULE.decide(lost).reason()).isEqualTo(MoveReason.EMERGENCY);
    }
}
