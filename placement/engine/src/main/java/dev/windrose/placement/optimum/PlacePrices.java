package dev.windrose.placement.optimum;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Makes a bound larger: with the prices of demand as they are, the best price of each place is where those who would pay
 * more just fill it; then the prices of demand are found anew. Either step alone never makes the bound smaller.
 */
final class PlacePrices {
    private static final int SWEEPS = 12;

    private final Model model;
    private final Stage stage;

    PlacePrices(Model model, Stage stage) {
        this.model = model;
        this.stage = stage;
    }

    Duals improved(Duals from, long[] unplaced) {
        Duals best = from;
        Duals next = from;
        BigInteger bound = null;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            DualBound judge = new DualBound(model, stage, next);
            BigInteger value = judge.bound(unplaced);
            if (bound != null && value.compareTo(bound) <= 0) {
                break;
            }
            bound = value;
            best = next;
            next = priced(judge, best);
        }
        return best;
    }

    private Duals priced(DualBound judge, Duals from) {
        long[] rows = from.rows().clone();
        for (int o = 0; o + 1 < model.optionStart.length; o++) {
            rows[o] = Duals.clip(-price(judge, from, o), ProblemCheck.MOST_GPUS_PER_REPLICA);
        }
        return new Duals(rows, from.unplaced());
    }

    /** What one pays for a GPU, and for how many. */
    private record Offer(double each, double gpus) {}

    private double price(DualBound judge, Duals from, int o) {
        double free = model.rows.most(o);
        for (Offer each : IntStream.range(model.optionStart[o], model.optionStart[o + 1])
                .map(i -> model.inOption[i])
                .filter(column -> model.most[column] > 0 && stage.counts(model.level[model.classOf[column]]))
                .mapToObj(column -> offer(judge, from, column))
                .filter(offer -> offer.each() > 0)
                .sorted(Comparator.comparingDouble(offer -> -offer.each()))
                .toList()) {
            free -= each.gpus();
            if (free < 0) {
                return each.each();
            }
        }
        return 0;
    }

    private Offer offer(DualBound judge, Duals from, int column) {
        int gpus = model.gpus[column];
        double worth = (double) judge.lambda(model.classOf[column]) * model.rate[column];
        double others = judge.priced(column) + (double) from.rows()[model.option[column]] * gpus;
        return new Offer((worth - others) / gpus, (double) gpus * model.most[column]);
    }
}
