package dev.windrose.placement.calm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a workload moves for a price. It does when both prices are known, the other place is cheaper, what is left of the
 * workload's life earns the move back, and either
 *
 * <ul>
 *   <li>it saves at least {@link #minSavingPercent}, and over the horizon more than moving costs; or
 *   <li>staying has by now cost {@link #regretFactor} times what moving costs ({@link Regret}): so small differences that
 *       last are followed as well, and what is lost by not moving at once is bounded;
 * </ul>
 *
 * <p>and then only outside of freezes, after its dwell, and within the budgets. An emergency asks none of this.
 *
 * @param minSavingPercent of what an hour costs here
 * @param horizon how far ahead a saving is counted, unless the workload is expected to end before
 * @param moving for how long both places are paid
 * @param dwell how long replicas stay before they may move again
 * @param regretFactor how many moves' cost may be lost by staying; positive
 * @param budget of moves
 * @param freezes times without moves
 */
public record MoveRule(
        int minSavingPercent,
        Duration horizon,
        Duration moving,
        Duration dwell,
        double regretFactor,
        MoveBudget budget,
        List<FreezeWindow> freezes) {
    /** Found by search on generated years of prices, other ones than the bench shows. */
    public static final MoveRule DEFAULT = new MoveRule(
            5,
            Duration.ofHours(24),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            10,
            new MoveBudget(2, 50, Duration.ofHours(1)),
            List.of());

    private static final double HOUR = 3_600_000;

    public MoveRule {
        freezes = List.copyOf(freezes);
        if (minSavingPercent < 0 || minSavingPercent > 100) {
            throw new IllegalArgumentException("minSavingPercent (%d) must be 0-100.".formatted(minSavingPercent));
        }
        if (horizon.isNegative() || moving.isNegative() || dwell.isNegative()) {
            throw new IllegalArgumentException("Durations of a move rule must not be negative.");
        }
        if (!(regretFactor > 0)) {
            throw new IllegalArgumentException("regretFactor (%s) must be positive.".formatted(regretFactor));
        }
    }

    /** Decides one case. */
    public MoveDecision decide(MoveCase each) {
        Regret before = each.regret().orElse(Regret.none(each.now()));
        if (each.emergency()) {
            return new MoveDecision(MoveReason.EMERGENCY, Regret.none(each.now()), () -> "it cannot stay");
        }
        if (!each.priced()) {
            // Time without a price is no time in which staying is known to have cost anything.
            return new MoveDecision(
                    MoveReason.PRICE_UNKNOWN,
                    new Regret(before.owedMicros(), each.now()),
                    () -> "what it costs %s is not known for sure"
                            .formatted(each.here().isEmpty() ? "here" : "there"));
        }
        Regret regret = before.grown(each.saving(), each.now());
        MoveDecision worth = worth(each, regret);
        if (!worth.moves()) {
            return worth;
        }
        return hindrance(each)
                .map(stays -> new MoveDecision(stays.reason(), regret, stays::detail))
                .orElse(worth);
    }

    /** Whether nothing but its price could keep it: no freeze, dwell or budget. */
    public boolean allows(MoveCase each) {
        return hindrance(each).isEmpty();
    }

    private MoveDecision worth(MoveCase each, Regret regret) {
        long saving = each.saving();
        if (saving <= 0) {
            return new MoveDecision(
                    MoveReason.NOT_CHEAPER,
                    regret,
                    () -> "%s there, %s here"
                            .formatted(
                                    usd(each.there().orElseThrow()),
                                    usd(each.here().orElseThrow())));
        }
        double cost = cost(each.twice());
        Duration ahead =
                each.expectedLife().filter(life -> life.compareTo(horizon) < 0).orElse(horizon);
        double earned = earned(saving, ahead);
        boolean large = saving >= each.here().orElseThrow() / 100.0 * minSavingPercent;
        boolean endsBefore =
                each.expectedLife().filter(life -> earned(saving, life) <= cost).isPresent();
        MoveReason reason = endsBefore
                ? MoveReason.MOVING_COSTS_MORE
                : large && earned > cost
                        ? MoveReason.SAVES_OVER_HORIZON
                        : regret.owedMicros() >= enough(each.twice()) ? MoveReason.REGRET : MoveReason.SAVING_TOO_SMALL;
        return new MoveDecision(
                reason,
                reason.moves() ? Regret.none(each.now()) : regret,
                () -> "saves %s an hour, %s in %s; moving costs %s"
                                .formatted(usd(saving), usd(earned), ahead, usd(cost))
                        + (reason == MoveReason.REGRET ? ", staying has cost " + usd(regret.owedMicros()) : ""));
    }

    private static double earned(long saving, Duration in) {
        return saving * (Math.max(0, in.toMillis()) / HOUR);
    }

    private record Stays(MoveReason reason, String detail) {}

    private Optional<Stays> hindrance(MoveCase each) {
        Instant now = each.now();
        Optional<FreezeWindow> freeze =
                freezes.stream().filter(window -> window.holds(now)).findFirst();
        if (freeze.isPresent()) {
            return Optional.of(new Stays(
                    MoveReason.FROZEN,
                    "frozen until %s: %s"
                            .formatted(freeze.get().until(), freeze.get().why())));
        }
        if (now.isBefore(each.since().plus(dwell))) {
            return Optional.of(new Stays(MoveReason.DWELL, "here since %s, stays %s".formatted(each.since(), dwell)));
        }
        return spent(each.workload(), each.ledger(), now)
                .map(reason -> new Stays(
                        reason,
                        reason == MoveReason.WORKLOAD_BUDGET
                                ? "moved %d times in %s already".formatted(budget.perWorkload(), budget.span())
                                : "the fleet moved %d times in %s already"
                                        .formatted(budget.perFleet(), budget.span())));
    }

    /** The budget that allows no move of the workload now; empty: all do. */
    public Optional<MoveReason> spent(String workload, MoveLedger ledger, Instant now) {
        if (ledger.ofWorkload(workload, now, budget) >= budget.perWorkload()) {
            return Optional.of(MoveReason.WORKLOAD_BUDGET);
        }
        return ledger.ofFleet(now, budget) >= budget.perFleet()
                ? Optional.of(MoveReason.FLEET_BUDGET)
                : Optional.empty();
    }

    /** What a move to a place costs for which an hour costs so much, in millionths of a dollar. */
    public double cost(long there) {
        return there * (moving.toMillis() / HOUR);
    }

    /** How much staying must have cost for a small saving to be followed, in millionths of a dollar. */
    public double enough(long there) {
        return regretFactor * cost(there);
    }

    private static String usd(double micros) {
        return String.format(Locale.ROOT, "%.4f USD", micros / 1_000_000);
    }

    /** The same with another least saving and another dwell. */
    public MoveRule with(int savingPercent, Duration newDwell) {
        return new MoveRule(savingPercent, horizon, moving, newDwell, regretFactor, budget, freezes);
    }
}
