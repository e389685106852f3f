package dev.windrose.placement.optimum;

import java.util.stream.IntStream;

/**
 * What leaving a replica unplaced is worth in a proof of the cost: the other prices being as they are, the bound is largest where
 * classes that may pay no more for a replica lack just as much as the plan leaves.
 */
final class ForgonePrices {
    private final Model model;
    private final DualBound judge;

    /** @param judge of the cost; it made its bound as if nothing were unplaced */
    ForgonePrices(Model model, DualBound judge) {
        this.model = model;
        this.judge = judge;
    }

    /** By priority, at most 0; 0 where the plan leaves nothing. */
    long[] of(long[] unplaced) {
        return IntStream.range(0, unplaced.length)
                .mapToLong(level -> unplaced[level] > 0 ? -price(level, unplaced[level]) : 0)
                .toArray();
    }

    private long price(int level, long unplaced) {
        long low = 0;
        long high = IntStream.range(0, model.classes())
                .filter(w -> model.level[w] == level)
                .mapToLong(judge::lambda)
                .max()
                .orElse(0);
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (lacking(level, middle) >= unplaced) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What the classes of a priority lack that pay at most so much for a thousandth. */
    private long lacking(int level, long price) {
        long lacking = 0;
        for (int w = 0; w < model.classes(); w++) {
            if (model.level[w] == level && judge.lambda(w) > price) {
                lacking += Math.max(0, model.demand[w] - given(w, price));
            }
        }
        return lacking;
    }

    private long given(int w, long price) {
        long bonus = model.moving(w) * 1_000_000;
        long given = 0;
        for (int column = model.start[w]; column < model.start[w + 1]; column++) {
            long worth = price * model.rate[column];
            if (judge.priced(column) - bonus < worth) {
                int count = judge.priced(column) < worth ? model.most[column] : model.kept[column];
                given += (long) count * model.rate[column];
            }
        }
        return given;
    }
}
