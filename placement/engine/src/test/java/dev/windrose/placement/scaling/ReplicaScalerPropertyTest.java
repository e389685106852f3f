package dev.windrose.placement.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Loads that come, go and fall silent, under any policy, with a clock that jumps. */
class ReplicaScalerPropertyTest {
    private static final Instant NOW = ReplicaScalerTest.NOW;
    private static final Duration TICK = Duration.ofSeconds(15);

    private record Look(Duration after, double perTarget, int answered, int asked, boolean silent) {}

    private record Day(ScalingPolicy policy, int start, List<Look> looks) {}

    private record Constant(ScalingPolicy policy, int start, double load, long noise) {}

    private static final Generator<Day> DAYS = random -> {
        var looks = new ArrayList<Look>();
        for (int i = random.nextInt(1, 200); i > 0; i--) {
            int asked = random.nextInt(6);
            looks.add(new Look(
                    Duration.ofSeconds(random.nextInt(20) == 0 ? random.nextInt(-4_000, 4_000) : random.nextInt(1, 30)),
                    random.nextDouble() * 40,
                    random.nextInt(asked + 1),
                    asked,
                    random.nextInt(8) == 0));
        }
        return new Day(policy(random), random.nextInt(1, 60), looks);
    };

    private static final Generator<Constant> CONSTANTS = random -> {
        var policy = policy(random);
        return new Constant(
                policy,
                random.nextInt(1, 60),
                policy.target() * random.nextDouble() * policy.max() * 1.5,
                random.nextLong());
    };

    private static ScalingPolicy policy(RandomGenerator random) {
        int min = random.nextInt(1, 20);
        return new ScalingPolicy(
                min,
                min + random.nextInt(40),
                0.5 + random.nextDouble() * 5_000,
                "requests",
                Duration.ofSeconds(random.nextInt(0, 120)),
                Duration.ofSeconds(random.nextInt(0, 900)));
    }

    @Test
    void everyDecisionStaysInItsBounds() {
        Seeded.forAll(300, DAYS, day -> {
            var policy = day.policy();
            var now = NOW;
            var state = ScalingState.start(day.start(), now);
            for (var look : day.looks()) {
                now = now.plus(look.after());
                var loads = loads(policy, look, now);
                var decision = ReplicaScaler.decide(policy, state, loads, now);

                assertThat(decision.replicas()).isBetween(policy.min(), policy.max());
                assertThat(decision.message()).isNotBlank();
                boolean wasInBounds = state.wanted() >= policy.min() && state.wanted() <= policy.max();
                if (wasInBounds) {
                    assertThat(decision.replicas()).isLessThanOrEqualTo(2 * state.wanted());
                }
                if (wasInBounds && (look.silent() || look.answered() == 0)) {
                    assertThat(decision.replicas()).as("silence").isGreaterThanOrEqualTo(state.wanted());
                }
                assertThat(decision.state().wishes()).hasSizeLessThanOrEqualTo(2 * policy.max());
                state = decision.state();
            }
        });
    }

    private static List<PlaceLoad> loads(ScalingPolicy policy, Look look, Instant now) {
        double sum = look.answered() == 0 ? 0 : look.perTarget() * policy.target();
        var told = new PlaceLoad.Told("a", now, sum, look.answered(), look.asked());
        return look.silent() ? List.of(told, new PlaceLoad.Silent("b", "lost")) : List.of(told);
    }

    @Test
    void aConstantLoadIsReachedInFewStepsAndThenNothingChanges() {
        Seeded.forAll(300, CONSTANTS, each -> {
            var policy = each.policy();
            var state = ScalingState.start(each.start(), NOW);
            var now = NOW;
            int changes = 0;
            var settled = NOW.plus(policy.upDelay().plus(TICK).multipliedBy(8))
                    .plus(policy.downDelay())
                    .plus(TICK.multipliedBy(3));
            while (now.isBefore(settled.plus(Duration.ofHours(1)))) {
                now = now.plus(TICK);
                int before = state.wanted();
                state = decide(policy, state, each.load(), now);
                if (state.wanted() != before) {
                    changes++;
                    assertThat(now)
                            .as("changed from %d to %d", before, state.wanted())
                            .isBefore(settled);
                }
            }
            int needed = (int) Math.ceil(each.load() / policy.target() - 1e-9);
            assertThat(state.wanted()).isBetween(policy.min(), policy.max());
            if (needed > policy.min() && needed < policy.max()) {
                double share = each.load() / (state.wanted() * policy.target());
                assertThat(state.wanted() == needed || Math.abs(share - 1) <= ReplicaScaler.TOLERANCE)
                        .as("%d wanted, %d needed", state.wanted(), needed)
                        .isTrue();
            }
            assertThat(changes).isLessThanOrEqualTo(8);
        });
    }

    @Test
    void eachChangeProvesItselfForItsDelaySinceTheLastOne() {
        Seeded.forAll(100, CONSTANTS, each -> {
            var random = Seeded.random(each.noise());
            var policy = new ScalingPolicy(
                    each.policy().min(),
                    each.policy().max(),
                    each.policy().target(),
                    "requests",
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5));
            var state = ScalingState.start(each.start(), NOW);
            var now = NOW;
            var changed = NOW;
            for (int i = 0; i < 480; i++) {
                now = now.plus(TICK);
                int before = state.wanted();
                state = decide(policy, state, each.load() * (0.9 + 0.2 * random.nextDouble()), now);
                if (state.wanted() != before) {
                    var delay = state.wanted() > before ? policy.upDelay() : policy.downDelay();
                    boolean intoBounds = before < policy.min() || before > policy.max();
                    assertThat(intoBounds || !now.isBefore(changed.plus(delay)))
                            .as("from %d to %d at %s, after a change at %s", before, state.wanted(), now, changed)
                            .isTrue();
                    changed = now;
                }
            }
        });
    }

    private static ScalingState decide(ScalingPolicy policy, ScalingState state, double load, Instant now) {
        var told = new PlaceLoad.Told("a", now, load, 1, 1);
        return ReplicaScaler.decide(policy, state, List.of(told), now).state();
    }
}
