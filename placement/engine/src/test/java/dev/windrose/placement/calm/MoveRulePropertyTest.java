package dev.windrose.placement.calm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Days of prices with holes, freezes, and a clock that jumps. */
class MoveRulePropertyTest {
    private record Look(Instant now, OptionalLong here, OptionalLong there) {}

    private record Day(MoveRule rule, List<Look> looks) {}

    private static final Generator<Day> DAYS = random -> {
        Instant now = MoveRuleTest.NOW;
        List<Look> looks = new ArrayList<>();
        for (int i = random.nextInt(1, 120); i > 0; i--) {
            now = now.plusSeconds(random.nextInt(12) == 0 ? random.nextInt(-9_000, 90_000) : random.nextInt(900));
            looks.add(new Look(now, price(random.nextInt(20)), price(random.nextInt(20))));
        }
        Instant freeze = MoveRuleTest.NOW.plusSeconds(random.nextInt(40_000));
        var rule = new MoveRule(
                random.nextInt(0, 20),
                Duration.ofHours(random.nextInt(1, 48)),
                Duration.ofMinutes(random.nextInt(0, 90)),
                Duration.ofMinutes(random.nextInt(0, 90)),
                1 + random.nextInt(5),
                new MoveBudget(random.nextInt(1, 3), random.nextInt(1, 3), Duration.ofHours(1)),
                List.of(new FreezeWindow(freeze, freeze.plusSeconds(20_000), "test")));
        return new Day(rule, looks);
    };

    private static OptionalLong price(int kind) {
        return kind == 0 ? OptionalLong.empty() : OptionalLong.of(900_000L + 20_000L * kind);
    }

    @Test
    void noMoveBreaksARule() {
        Seeded.forAll(500, DAYS, day -> {
            MoveRule rule = day.rule();
            Instant since = MoveRuleTest.NOW.minus(Duration.ofDays(1));
            Optional<Regret> regret = Optional.empty();
            MoveLedger ledger = MoveLedger.EMPTY;
            for (Look look : day.looks()) {
                MoveDecision decision = rule.decide(new MoveCase(
                        "w", look.now(), since, Optional.empty(), look.here(), look.there(), regret, ledger, false));
                assertThat(decision.detail()).isNotBlank();
                regret = Optional.of(decision.regret());
                if (decision.moves()) {
                    assertThat(look.there().orElseThrow())
                            .isLessThan(look.here().orElseThrow());
                    assertThat(look.now()).isAfterOrEqualTo(since.plus(rule.dwell()));
                    assertThat(rule.freezes()).noneMatch(freeze -> freeze.holds(look.now()));
                    assertThat(decision.regret()).isEqualTo(Regret.none(look.now()));
                    Instant from = look.now().minus(rule.budget().span());
                    assertThat(ledger.moves().stream().filter(move -> move.at().isAfter(from)))
                            .hasSizeLessThan(Math.min(
                                    rule.budget().perWorkload(), rule.budget().perFleet()));
                    since = look.now();
                    ledger = ledger.with("w", look.now(), rule.budget());
                }
            }
        });
    }

    @Test
    void aConstantSavingIsTakenInTheEnd() {
        Seeded.forAll(200, DAYS, day -> {
            MoveRule free = new MoveRule(
                    day.rule().minSavingPercent(),
                    day.rule().horizon(),
                    Duration.ofMinutes(1),
                    day.rule().dwell(),
                    day.rule().regretFactor(),
                    day.rule().budget(),
                    List.of());
            Instant now = MoveRuleTest.NOW;
            Optional<Regret> regret = Optional.empty();
            for (int hour = 0; hour < 24; hour++) {
                MoveDecision decision = free.decide(new MoveCase(
                        "w",
                        now.plus(Duration.ofHours(hour)),
                        now.minus(Duration.ofDays(1)),
                        Optional.empty(),
                        OptionalLong.of(1_000_000),
                        OptionalLong.of(980_000),
                        regret,
                        MoveLedger.EMPTY,
                        false));
                if (decision.moves()) {
                    return;
                }
                regret = Optional.of(decision.regret());
            }
            throw new AssertionError("two percent were lost for a day, a move costs a minute, and it never moved");
        });
    }
}
