package dev.windrose.placement.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaScalerTest {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration TICK = Duration.ofSeconds(15);
    private static final ScalingPolicy POLICY =
            new ScalingPolicy(1, 10, 8, "requests", Duration.ofSeconds(30), Duration.ofMinutes(5));

    private Instant now = NOW;
    private ScalingState state = ScalingState.start(2, NOW);

    private ScalingDecision after(Duration time, PlaceLoad... loads) {
        now = now.plus(time);
        var decision = ReplicaScaler.decide(POLICY, state, List.of(loads), now);
        state = decision.state();
        return decision;
    }

    /** As {@link #after}, looking at the same load each 15 s on the way. */
    private ScalingDecision lasting(Duration time, double sum, int pods) {
        var last = after(TICK, told(sum, pods));
        for (var gone = TICK; gone.compareTo(time) < 0; gone = gone.plus(TICK)) {
            last = after(TICK, told(sum, pods));
        }
        return last;
    }

    private PlaceLoad.Told told(double sum, int pods) {
        return new PlaceLoad.Told("a", now, sum, pods, pods);
    }

    private PlaceLoad.Told partly(double sum, int answered, int asked) {
        return new PlaceLoad.Told("a", now, sum, answered, asked);
    }

    @Test
    void moreComeOnlyWhenTheyWereNeededForTheDelay() {
        var first = after(TICK, told(32, 2));
        assertThat(first.reason()).isEqualTo(ScalingReason.WAITING_TO_ADD);
        assertThat(first.replicas()).isEqualTo(2);
        assertThat(first.wish()).isEqualTo(4);

        after(TICK, told(32, 2));
        var third = after(TICK, told(32, 2));

        assertThat(third.reason()).isEqualTo(ScalingReason.SCALED_UP);
        assertThat(third.replicas()).isEqualTo(4);
        assertThat(third.message()).isEqualTo("from 2 to 4: 32 requests in 2 replicas, 16 each where 8 is the target");
    }

    @Test
    void aPeakThatEndsBeforeTheDelayAddsNothing() {
        after(TICK, told(80, 2));
        after(TICK, told(16, 2));
        assertThat(after(TICK, told(80, 2)).reason()).isEqualTo(ScalingReason.WAITING_TO_ADD);
        assertThat(state.wanted()).isEqualTo(2);
    }

    @Test
    void oneStepAtMostDoubles() {
        assertThat(lasting(Duration.ofSeconds(45), 80, 2).replicas()).isEqualTo(4);
        assertThat(lasting(Duration.ofSeconds(45), 80, 2).replicas()).isEqualTo(8);
        var last = lasting(Duration.ofSeconds(45), 800, 2);
        assertThat(last.replicas()).isEqualTo(10);
        assertThat(after(TICK, told(800, 10)).reason()).isEqualTo(ScalingReason.AT_MAX);
    }

    @Test
    void fewerStayOnlyWhenTheHighestWishOfTheDelayIsLower() {
        state = ScalingState.start(8, now);
        lasting(Duration.ofMinutes(4), 8, 8);
        after(TICK, told(24, 8));
        assertThat(lasting(Duration.ofMinutes(5), 8, 8).replicas()).isEqualTo(3);
        assertThat(lasting(Duration.ofMinutes(6), 8, 3).replicas()).isEqualTo(1);
    }

    @Test
    void withinTheToleranceNothingChanges() {
        assertThat(lasting(Duration.ofMinutes(10), 17.5, 2).reason()).isEqualTo(ScalingReason.ON_TARGET);
        assertThat(lasting(Duration.ofMinutes(10), 14.5, 2).reason()).isEqualTo(ScalingReason.ON_TARGET);
    }

    @Test
    void silenceHoldsAndTheTimeOfSilenceDoesNotCountForFewer() {
        lasting(Duration.ofMinutes(4), 0, 2);
        var silent = after(TICK, new PlaceLoad.Silent("a", "no session"));
        assertThat(silent.reason()).isEqualTo(ScalingReason.NO_METRICS);
        assertThat(silent.load()).isEmpty();
        assertThat(silent.message()).isEqualTo("held at 2: nothing is heard from a: no session");

        assertThat(lasting(Duration.ofMinutes(4), 0, 2).replicas()).isEqualTo(2);
        assertThat(lasting(Duration.ofMinutes(2), 0, 2).replicas()).isEqualTo(1);
    }

    @Test
    void aStaleSampleIsSilence() {
        var old = new PlaceLoad.Told("a", now, 0, 2, 2);
        var decision = after(Duration.ofSeconds(61), old);
        assertThat(decision.reason()).isEqualTo(ScalingReason.NO_METRICS);
        assertThat(decision.message()).contains("a: last heard at 2026-11-21T12:00:00Z");
    }

    @Test
    void aSilentPlaceTakesNothingAwayAndMayStillAdd() {
        for (int i = 0; i < 60; i++) {
            now = now.plus(TICK);
            var one = ReplicaScaler.decide(POLICY, state, List.of(told(0, 1), new PlaceLoad.Silent("b", "lost")), now);
            assertThat(one.reason()).isEqualTo(ScalingReason.PARTLY_SILENT);
            state = one.state();
        }
        assertThat(state.wanted()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            after(TICK, told(40, 1), new PlaceLoad.Silent("b", "lost"));
        }
        assertThat(state.wanted()).isEqualTo(4);
    }

    @Test
    void podsThatDoNotAnswerCountAsTheOthersForMoreAndAsAtTheTargetForFewer() {
        assertThat(after(TICK, partly(24, 2, 3)).wish()).isEqualTo(5); // 36 of 8
        assertThat(after(TICK, partly(20, 1, 3)).wish()).isEqualTo(3); // one of three speaks for itself alone
        state = ScalingState.start(4, now);
        assertThat(after(TICK, partly(0, 2, 4)).wish()).isEqualTo(2); // 0 + 2 × 8
    }

    @Test
    void podsOfWhichNobodyAnswersAreHeld() {
        assertThat(after(TICK, partly(0, 0, 2)).message()).isEqualTo("held at 2: none of 2 replicas told its load");
        assertThat(after(TICK, partly(0, 0, 0)).message()).contains("no replica serves that could tell");
    }

    @Test
    void boundsHoldAtOnce() {
        state = ScalingState.start(40, now);
        var decision = after(TICK);
        assertThat(decision.replicas()).isEqualTo(10);
        assertThat(decision.reason()).isEqualTo(ScalingReason.BOUNDS);
    }

    @Test
    void aClockThatWentBackDelaysByNoMoreThanTheDelay() {
        state = ScalingState.start(4, now);
        now = now.minus(Duration.ofHours(3));
        assertThat(lasting(Duration.ofMinutes(6), 0, 4).replicas()).isEqualTo(1);
    }

    @Test
    void aGapBetweenDecisionsProvesNothing() {
        lasting(Duration.ofMinutes(1), 0, 2);
        assertThat(after(Duration.ofHours(1), new PlaceLoad.Told("a", now.plus(Duration.ofHours(1)), 0, 2, 2))
                        .replicas())
                .isEqualTo(2);
    }

    @Test
    void nonsenseIsRefusedInWords() {
        assertThatThrownBy(() -> new ScalingPolicy(0, 3, 1, "x", TICK, TICK)).hasMessageContaining("from 1");
        assertThatThrownBy(() -> new ScalingPolicy(3, 2, 1, "x", TICK, TICK)).hasMessageContaining("Maybe swap");
        assertThatThrownBy(() -> new ScalingPolicy(1, 2, Double.NaN, "x", TICK, TICK))
                .hasMessageContaining("above zero");
        assertThatThrownBy(() -> new PlaceLoad.Told("a", NOW, -1, 1, 1)).hasMessageContaining("from zero");
        assertThatThrownBy(() -> new PlaceLoad.Told("a", NOW, 1, 0, 1)).hasMessageContaining("cannot have told");
    }
}
