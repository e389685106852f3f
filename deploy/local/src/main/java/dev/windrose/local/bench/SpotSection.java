package dev.windrose.local.bench;

import dev.windrose.placement.calm.MoveRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A year of hourly spot prices for each of several kinds of machine, followed by the planner's rule for moves, against the
 * least that the year could have cost.
 */
final class SpotSection implements Bench {
    private static final long FIRST_SEED = 2026;

    /** Kinds of machine and about what they cost an hour, in dollars. */
    private record Sku(String name, double dollars) {}

    private static final List<Sku> SKUS = List.of(
            new Sku("T4", 0.2),
            new Sku("T4x4", 1.5),
            new Sku("A10G", 0.45),
            new Sku("A10Gx4", 2.1),
            new Sku("V100", 1.2),
            new Sku("A100x8", 11));

    @Override
    public String name() {
        return "placement-spot";
    }

    @Override
    public String about() {
        return "a year of spot prices, followed by the rule for moves";
    }

    @Override
    public List<Row> run(Ground ground) {
        double dearest = 0;
        int most = 0;
        List<String> told = new ArrayList<>();
        for (int i = 0; i < SKUS.size(); i++) {
            Sku sku = SKUS.get(i);
            var prices = SpotPrices.generated(sku.name(), sku.dollars(), FIRST_SEED + i);
            double optimum = SpotRun.optimum(prices);
            SpotRun ruled = SpotRun.ruled(prices, MoveRule.DEFAULT);
            SpotRun staying = SpotRun.staying(prices);
            SpotRun following = SpotRun.following(prices);
            told.add(String.format(
                    Locale.ROOT,
                    "%-7s staying x%.3f, following x%.4f (%d moves), the rule x%.4f (%d moves)",
                    sku.name(),
                    staying.dollars() / optimum,
                    following.dollars() / optimum,
                    following.moves(),
                    ruled.dollars() / optimum,
                    ruled.moves()));
            dearest = Math.max(dearest, 100 * (ruled.dollars() / optimum - 1));
            most = Math.max(most, ruled.moves());
        }
        told.forEach(ground.out()::println);
        String what = "a year of spot prices, %d SKUs x %d zones, ".formatted(SKUS.size(), SpotPrices.ZONES);
        var rows = new Told(ground.out());
        rows.add(Row.atMost(what + "worst SKU: cost above the optimum", dearest, "%", 0.5));
        rows.add(Row.atMost(what + "most moves of one SKU", most, "moves", 11));
        return rows.rows();
    }
}
