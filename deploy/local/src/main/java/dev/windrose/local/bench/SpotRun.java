package dev.windrose.local.bench;

import dev.windrose.placement.calm.MoveCase;
import dev.windrose.placement.calm.MoveDecision;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.calm.Regret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a year costs under one strategy. A move costs half an hour of the new place on top: for so long both are paid.
 *
 * @param dollars of the year
 * @param moves in the year
 */
record SpotRun(double dollars, int moves) {
    private static final double MOVE_HOURS = 0.5;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** The least that a year can cost, knowing all of it beforehand: by dynamic programming over hour and zone. */
    static double optimum(SpotPrices prices) {
        double[] least = new double[SpotPrices.ZONES];
        double best = 0;
        for (double[] now : prices.dollars()) {
            double bestNow = Double.MAX_VALUE;
            for (int zone = 0; zone < least.length; zone++) {
                least[zone] = now[zone] + Math.min(least[zone], best + MOVE_HOURS * now[zone]);
                bestNow = Math.min(bestNow, least[zone]);
            }
            best = bestNow;
        }
        return best;
    }

    /** Stays where it was cheapest at first. */
    static SpotRun staying(SpotPrices prices) {
        int zone = prices.cheapest(0);
        double dollars = 0;
        for (double[] now : prices.dollars()) {
            dollars += now[zone];
        }
        return new SpotRun(dollars, 0);
    }

    /** Always where it is cheapest. */
    static SpotRun following(SpotPrices prices) {
        int zone = prices.cheapest(0);
        double dollars = 0;
        int moves = 0;
        for (int hour = 0; hour < SpotPrices.HOURS; hour++) {
            double[] now = prices.dollars()[hour];
            int best = prices.cheapest(hour);
            if (best != zone) {
                zone = best;
                moves++;
                dollars += MOVE_HOURS * now[zone];
            }
            dollars += now[zone];
        }
        return new SpotRun(dollars, moves);
    }

    /** As the planner's rule decides, which is asked each hour and of a price believes the dearer of its last two. */
    static SpotRun ruled(SpotPrices prices, MoveRule rule) {
        int zone = prices.cheapest(0);
        double dollars = prices.dollars()[0][zone];
        int moves = 0;
        Instant since = START;
        Optional<Regret> regret = Optional.empty();
        MoveLedger ledger = MoveLedger.EMPTY;
        for (int hour = 1; hour < SpotPrices.HOURS; hour++) {
            double[] now = prices.dollars()[hour];
            double[] before = prices.dollars()[hour - 1];
            int best = bestOther(zone, now, before);
            Instant at = START.plus(Duration.ofHours(hour));
            MoveDecision decision = rule.decide(new MoveCase(
                    prices.sku(),
                    at,
                    since,
                    Optional.empty(),
                    micros(now[zone]),
                    micros(Math.max(now[best], before[best])),
                    regret,
                    ledger,
                    false));
            regret = Optional.of(decision.regret());
            if (decision.moves()) {
                zone = best;
                since = at;
                moves++;
                ledger = ledger.with(prices.sku(), at, rule.budget());
                dollars += MOVE_HOURS * now[zone];
            }
            dollars += now[zone];
        }
        return new SpotRun(dollars, moves);
    }

    private static int bestOther(int zone, double[] now, double[] before) {
        int best = zone == 0 ? 1 : 0;
        for (int other = 0; other < now.length; other++) {
            boolean cheaper = Math.max(now[other], before[other]) < Math.max(now[best], before[best]);
            best = other != zone && cheaper ? other : best;
        }
        return best;
    }

    private static OptionalLong micros(double dollars) {
        return OptionalLong.of(Math.round(dollars * 1_000_000));
    }
}
