package dev.windrose.placement.optimum;

import java.util.Arrays;

/**
 * Looks for good prices of the limits without a solver, by the volume algorithm (F. Barahona and R. Anbil, Mathematical
 * Programming 87, 2000): every class is served as cheaply as the prices allow, the average of what that gives tells which
 * limits are broken, and those become dearer. The average comes near an optimal plan in parts, the prices near a proof.
 *
 * <p>What must not stay unplaced costs a multiple of the dearest place here.
 */
final class PriceSearch {
    /** What a search found: prices of limits in dollars by unit of the row's scale, and replicas by column in parts. */
    record Found(Duals duals, double[] replicas, double[] unit) {}

    private static final double DEAR = 2;

    private final Model model;
    private final Stage stage;
    private final int[] entryStart;
    private final int[] entryRow;
    private final double[] entryWeight;
    private final double[] scale;
    private final double[] cost;
    private final double[] forgone;
    private final double[] limit;

    // of the last service
    private final double[] unit;
    private final double[] served;
    private final double[] load;
    private final double[] at;
    private final double[] gives;

    PriceSearch(Model model, Stage stage) {
        this.model = model;
        this.stage = stage;
        int columns = model.columns();
        this.scale = model.largestWeights();
        this.entryStart = new int[columns + 1];
        var entries = new Rows.Entries();
        var rows = new Ints();
        var weights = new Doubles();
        for (int column = 0; column < columns; column++) {
            model.rows.entries(model, column, entries);
            for (int i = 0; i < entries.size; i++) {
                rows.add(entries.row[i]);
                weights.add(entries.weight[i] / Math.max(1, scale[entries.row[i]]));
            }
            entryStart[column + 1] = rows.size();
        }
        this.entryRow = rows.array();
        this.entryWeight = weights.array();
        this.cost = new double[columns];
        this.forgone = new double[model.classes()];
        this.limit = new double[model.rows.size()];
        for (int row = 0; row < limit.length; row++) {
            limit[row] = model.rows.most(row) / Math.max(1, scale[row]);
        }
        prices();
        this.unit = new double[columns];
        this.served = new double[columns];
        this.load = new double[limit.length];
        this.at = new double[columns];
        this.gives = new double[columns];
    }

    private void prices() {
        for (int w = 0; w < forgone.length; w++) {
            double dearest = 1e-6;
            for (int column = model.start[w]; column < model.start[w + 1]; column++) {
                long bonus = model.kept[column] > 0 ? model.moving(w) : 0;
                cost[column] = stage.cost() ? (model.cost[column] - bonus) / 1e6 : 0;
                dearest = Math.max(dearest, cost[column] / model.rate[column]);
            }
            forgone[w] = stage.cost() ? dearest * DEAR * (model.levels() - model.level[w]) : covering(model.level[w]);
        }
    }

    private double covering(int level) {
        return stage.limits(level) ? DEAR / Model.UNIT : stage.unplaced(level) / 1e12;
    }

    /** What a plan costs here, its unplaced included: the search steps towards it. */
    double worth(Draft plan) {
        double worth = 0;
        for (int column = 0; column < cost.length; column++) {
            worth += cost[column] * plan.replicas[column];
        }
        for (int w = 0; w < forgone.length; w++) {
            worth += forgone[w] * plan.missing(w);
        }
        return worth;
    }

    /** Searches for so many steps towards what a plan that keeps the limits is worth. */
    Found search(double worth, int steps, LastResort clock) {
        double[] best = new double[limit.length];
        double[] prices = best.clone();
        double bound = serve(prices);
        double[] average = served.clone();
        double[] averageLoad = load.clone();
        double step = 1;
        int poor = 0;
        for (int i = 0; i < steps && clock.left().isPositive(); i++) {
            move(
                    best,
                    averageLoad,
                    prices,
                    step,
                    Math.clamp(worth - bound, 1e-3 * Math.abs(bound), 0.05 * Math.abs(bound) + 1e-3));
            double now = serve(prices);
            double mix = i < 5 ? 0.5 : 0.1;
            blend(average, served, mix);
            blend(averageLoad, load, mix);
            if (now > bound) {
                System.arraycopy(prices, 0, best, 0, best.length);
                bound = now;
                poor = 0;
                step = Math.min(2, step * 1.1);
            } else if (++poor % 10 == 0) {
                step *= 0.66;
            }
        }
        serve(best);
        return new Found(duals(best), average, unit.clone());
    }

    private void move(double[] best, double[] loads, double[] prices, double step, double distance) {
        double norm = 0;
        for (int row = 0; row < limit.length; row++) {
            double broken = loads[row] - limit[row];
            if (broken > 0 || best[row] < 0) {
                norm += broken * broken;
            }
        }
        double length = step * distance / Math.max(norm, 1e-9);
        for (int row = 0; row < limit.length; row++) {
            prices[row] = Math.min(0, best[row] - length * (loads[row] - limit[row]));
        }
    }

    private static void blend(double[] average, double[] now, double share) {
        for (int i = 0; i < average.length; i++) {
            average[i] += share * (now[i] - average[i]);
        }
    }

    /** Serves every class at these prices; returns the bound that they give. */
    private double serve(double[] prices) {
        Arrays.fill(load, 0);
        double bound = 0;
        for (int row = 0; row < limit.length; row++) {
            bound += prices[row] * limit[row];
        }
        for (int w = 0; w < forgone.length; w++) {
            bound += serve(w, prices);
        }
        return bound;
    }

    private double serve(int w, double[] prices) {
        int from = model.start[w];
        int to = model.start[w + 1];
        for (int column = from; column < to; column++) {
            double price = cost[column];
            for (int i = entryStart[column]; i < entryStart[column + 1]; i++) {
                price -= prices[entryRow[i]] * entryWeight[i];
            }
            unit[column] = price / model.rate[column];
            served[column] = 0;
            at[column - from] = unit[column];
            gives[column - from] = (double) model.most[column] * model.rate[column];
        }
        double missing = model.demand[w];
        double last = Math.min(forgone[w], Quantile.of(at, gives, to - from, missing));
        double total = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int column = from; column < to && missing > 0; column++) {
                if (pass == 0 ? unit[column] < last : unit[column] == last) {
                    double given = Math.min(missing, (double) model.most[column] * model.rate[column]);
                    take(column, given / model.rate[column]);
                    total += given * unit[column];
                    missing -= given;
                }
            }
        }
        return total + missing * forgone[w];
    }

    private void take(int column, double replicas) {
        served[column] = replicas;
        for (int i = entryStart[column]; i < entryStart[column + 1]; i++) {
            load[entryRow[i]] += replicas * entryWeight[i];
        }
    }

    private Duals duals(double[] prices) {
        Duals duals = Duals.none(model);
        for (int row = 0; row < prices.length; row++) {
            double largest = Math.max(1, scale[row]);
            duals.rows()[row] = Duals.clip(prices[row] / largest * 1e12, largest);
        }
        // What may stay unplaced is worth what leaving it costs here.
        for (int w = 0; w < forgone.length; w++) {
            duals.unplaced()[model.level[w]] = Duals.clip(-forgone[w] * 1e12, Model.UNIT);
        }
        return duals;
    }
}
