package dev.windrose.placement.optimum;

import java.math.BigInteger;

/**
 * What no plan can beat, by weak duality: with prices put on the limits instead of the limits themselves, each class is
 * served at best alone, and that total is below every plan that keeps the limits. Exact in whole numbers.
 *
 * <p>Of each class the price of its demand is chosen here, as the one that makes the bound largest.
 */
final class DualBound {
    private final Model model;
    private final Stage stage;
    private final Duals duals;
    private final Rows.Entries entries = new Rows.Entries();
    private final Pick pick = new Pick();
    private final long[] lambda;
    private final long[] priced;

    DualBound(Model model, Stage stage, Duals duals) {
        this.model = model;
        this.stage = stage;
        this.duals = duals;
        this.lambda = new long[model.classes()];
        this.priced = new long[model.columns()];
    }

    /**
     * The bound in millionths of a millionth.
     *
     * @param unplaced what a plan may leave, by priority, in thousandths of a replica
     */
    BigInteger bound(long[] unplaced) {
        Sum sum = new Sum();
        if (stage.cost()) {
            sum.add(model.moveAll, 1_000_000);
        }
        for (int row = 0; row < duals.rows().length; row++) {
            sum.add(duals.rows()[row], model.rows.most(row));
        }
        for (int level = 0; level < model.levels(); level++) {
            if (stage.limits(level)) {
                sum.add(duals.unplaced()[level], unplaced[level]);
            }
        }
        for (int w = 0; w < model.classes(); w++) {
            if (stage.counts(model.level[w])) {
                serve(w, forgone(w, unplaced), sum);
            }
        }
        return sum.value();
    }

    /** The price of a thousandth of a replica of class w that the bound was made with. */
    long lambda(int w) {
        return lambda[w];
    }

    /** As {@link #price}, for columns of classes that the bound counts, once it was made. */
    long priced(int column) {
        return priced[column];
    }

    /** By column, what a replica costs beyond what it is worth, once the bound was made. */
    long[] reduced() {
        long[] reduced = new long[priced.length];
        for (int column = 0; column < reduced.length; column++) {
            reduced[column] = priced[column] - lambda[model.classOf[column]] * model.rate[column];
        }
        return reduced;
    }

    /** What one replica on a column costs, its share of the limits included, when it is one that was not there. */
    long price(int column) {
        model.rows.entries(model, column, entries);
        long price = stage.cost() ? model.cost[column] * 1_000_000 : 0;
        for (int i = 0; i < entries.size; i++) {
            price -= duals.rows()[entries.row[i]] * entries.weight[i];
        }
        return price;
    }

    /** What leaving a thousandth unplaced costs; where nothing may be left, as much as can be counted. */
    private long forgone(int w, long[] unplaced) {
        int level = model.level[w];
        long largest = (long) Duals.MOST_TERM / Math.max(Model.UNIT, model.over[w] + 1);
        if (!stage.limits(level)) {
            return stage.unplaced(level);
        }
        return unplaced[level] == 0 ? largest : Math.min(largest, -duals.unplaced()[level]);
    }

    private void serve(int w, long forgone, Sum sum) {
        pick.clear();
        long bonus = stage.cost() ? model.moving(w) * 1_000_000 : 0;
        for (int column = model.start[w]; column < model.start[w + 1]; column++) {
            long price = price(column);
            priced[column] = price;
            int rate = model.rate[column];
            pick.add(price - bonus, rate, model.kept[column]);
            pick.add(price, rate, model.most[column] - model.kept[column]);
        }
        long best = Math.min(forgone, pick.price(model.demand[w], model.over[w]));
        lambda[w] = best;
        sum.add(best, best >= 0 ? model.demand[w] : model.demand[w] + model.over[w]);
        sum.add(Math.min(0, forgone - best), model.demand[w]);
        pick.addGains(best, sum);
    }
}
