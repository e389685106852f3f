package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The linear programme of all classes over {@link PlacePools}: one row and one column of each class for a pool, however many
 * places it has, and a supply of its GPUs that grows dearer. Replicas that stay where they are are saved a move and keep
 * columns of their own. Its answer is a start for a plan and for prices: what they prove is computed from the fleet as
 * it is, see {@link PoolRows} for what differs.
 *
 * <p>Money in dollars, throughput in replicas. Replicas that stay unplaced have a price by priority, each a multiple of
 * the next lower one, so that one solve covers them all.
 */
final class PoolProgramme {
    private final Model model;
    private final PlacePools pools;
    private final LpSession session;
    private final PoolRows rows;
    private final int[] levelRow;
    private final int[] missing;
    private final List<Part> parts = new ArrayList<>();
    private final double[] penalty;
    private final PoolRows.Column column = new PoolRows.Column();
    private final long[] left;
    private int size;

    /** Columns of the fleet that are one of the programme, {@code pool} -1: a place by itself; and its entries. */
    private record Part(int index, int pool, int[] of, int[] rows, double[] weights) {}

    /**
     * What came of it.
     *
     * @param replicas by column of the model
     * @param cost prices for a proof of the cost
     * @param coverage prices for proofs of what is unplaced, by priority
     */
    record Answer(double[] replicas, Duals cost, List<Duals> coverage, double best, boolean truncated) {}

    /** @param scarce whether much will stay unplaced, so that most limits will count */
    PoolProgramme(Model model, LpSession session, boolean scarce) {
        this.model = model;
        this.pools = new PlacePools(model);
        this.session = session;
        this.rows = new PoolRows(model, pools, session, scarce);
        this.penalty = UnplacedPrices.of(model);
        this.levelRow = IntStream.range(0, model.levels())
                .map(_ -> row(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .toArray();
        this.missing = new int[model.classes()];
        this.left = new long[model.levels()];
        for (int w = 0; w < missing.length; w++) {
            demand(w);
        }
        IntStream.range(0, pools.size()).forEach(this::supply);
    }

    // --- building ---

    private int row(double least, double most) {
        return session.addRow(least, most);
    }

    private void demand(int w) {
        double wanted = model.demand[w] / (double) Model.UNIT;
        int row = row(wanted, wanted + model.over[w] / (double) Model.UNIT);
        int[] in = {row, levelRow[model.level[w]]};
        missing[w] = session.addColumn(penalty[model.level[w]], wanted, in, new double[] {1, 1}, 2);
        int[][] byPool = pools.columns(w);
        rows.clusters(w, byPool);
        boolean stays = model.moving(w) > 0;
        for (int pool = 0; pool < byPool.length; pool++) {
            int[] of = byPool[pool];
            for (int each : of == null || !stays ? new int[0] : of) {
                if (model.kept[each] > 0) {
                    double cost = (model.cost[each] - model.moving(w)) / 1e6;
                    add(cost, model.kept[each], row, rows.own(model.option[each]), -1, new int[] {each});
                }
            }
            double most = of == null ? 0 : most(of, stays);
            if (of != null && most > 0) {
                add(model.penalty(of[0]) / 1e6, most, row, rows.pool(pool), pool, of);
            }
        }
    }

    /** The most replicas of a class that a pool can take; its places and their clusters each let only so many through. */
    private double most(int[] of, boolean stays) {
        Map<Integer, Double> byCluster = new HashMap<>();
        double most = 0;
        for (int each : of) {
            double here = model.most[each] - (stays ? model.kept[each] : 0);
            int cluster = model.rows.cluster(each);
            if (cluster < 0) {
                most += here;
            } else {
                byCluster.merge(cluster, here, Double::sum);
            }
        }
        for (Map.Entry<Integer, Double> each : byCluster.entrySet()) {
            most += Math.min(each.getValue(), model.rows.most(each.getKey()) / (double) model.rate[of[0]]);
        }
        return most;
    }

    private void add(double cost, double most, int demandRow, int supplyRow, int pool, int[] of) {
        column.size = 0;
        column.add(supplyRow, model.gpus[of[0]]);
        column.add(demandRow, model.rate[of[0]] / (double) Model.UNIT);
        rows.entries(of, column);
        int index = session.addColumn(cost, most, column.row, column.weight, column.size);
        parts.add(new Part(
                index, pool, of, Arrays.copyOf(column.row, column.size), Arrays.copyOf(column.weight, column.size)));
        size = index + 1;
    }

    /** Places at one price are one supply, those with a row of their own are each one. */
    private void supply(int pool) {
        int[] members = pools.members.get(pool);
        long together = 0;
        for (int i = 0; i < members.length; i++) {
            int o = members[i];
            if (rows.owned(o)) {
                supply(o, model.rows.most(o), new int[] {rows.pool(pool), rows.own(o)}, new double[] {-1, 1});
            } else {
                together += model.rows.most(o);
            }
            boolean last = i + 1 == members.length || model.marginal(members[i + 1]) != model.marginal(o);
            if (last && together > 0) {
                supply(o, together, new int[] {rows.pool(pool)}, new double[] {-1});
                together = 0;
            }
        }
    }

    private void supply(int o, long most, int[] in, double[] weights) {
        size = 1 + session.addColumn(model.marginal(o) / 1e6, most, in, weights, in.length);
    }

    int columns() {
        return size;
    }

    // --- solving ---

    /** Places what can be, as cheaply as can be; empty when the solver gives no answer. */
    Optional<Answer> solve(Effort effort) {
        return answer(effort, penalty);
    }

    /** The cheapest of the plans that leave no more than that unplaced, or than the first answer; in thousandths by priority. */
    Optional<Answer> solve(Effort effort, long[] unplaced) {
        for (int level = 0; level < levelRow.length; level++) {
            double most = Math.max(unplaced[level], left[level]) / (double) Model.UNIT;
            session.limits(levelRow[level], Double.NEGATIVE_INFINITY, most);
        }
        for (int each : missing) {
            session.cost(each, 0);
        }
        return answer(effort, new double[levelRow.length]);
    }

    private Optional<Answer> answer(Effort effort, double[] forgone) {
        while (true) {
            LpOutcome outcome = session.solve(
                    new LpEffort(effort.iterations(), effort.lastResort().left()));
            if (!(outcome instanceof LpOutcome.Solved solved)) {
                return Optional.empty();
            }
            if (!rows.close(used(solved))) {
                return Optional.of(answer(solved, forgone));
            }
        }
    }

    private double[] used(LpOutcome.Solved solved) {
        double[] used = new double[solved.duals().length];
        for (Part each : parts) {
            double value = solved.values()[each.index()];
            for (int i = 0; value > 0 && i < each.rows().length; i++) {
                used[each.rows()[i]] += value * each.weights()[i];
            }
        }
        return used;
    }

    private Answer answer(LpOutcome.Solved solved, double[] forgone) {
        List<Duals> coverage = new ArrayList<>();
        for (double each : forgone) {
            coverage.add(each > 0 ? duals(solved, forgone, each, false) : Duals.none(model));
        }
        double best = solved.cost();
        double[] unplaced = new double[left.length];
        for (int w = 0; w < missing.length; w++) {
            best -= forgone[model.level[w]] * solved.values()[missing[w]];
            unplaced[model.level[w]] += solved.values()[missing[w]];
        }
        Arrays.setAll(left, level -> (long) Math.ceil(unplaced[level] * Model.UNIT));
        boolean stopped = solved.end() == LpOutcome.End.CLOCK;
        return new Answer(replicas(solved), duals(solved, forgone, 1, true), coverage, best, stopped);
    }

    private Duals duals(LpOutcome.Solved solved, double[] forgone, double unit, boolean cost) {
        Duals duals = rows.duals(solved, unit, cost);
        for (int level = 0; level < levelRow.length; level++) {
            double price = (solved.duals()[levelRow[level]] - forgone[level]) / unit;
            duals.unplaced()[level] = Duals.clip(price * 1e12 / Model.UNIT, Model.UNIT);
        }
        return duals;
    }

    private double[] replicas(LpOutcome.Solved solved) {
        double[] own = new double[model.columns()];
        List<List<PoolRounding.Share>> shares = new ArrayList<>();
        IntStream.range(0, model.classes()).forEach(_ -> shares.add(new ArrayList<>()));
        for (Part each : parts) {
            double value = solved.values()[each.index()];
            int first = each.of()[0];
            if (value > 1e-6 && each.pool() < 0) {
                own[first] = value;
            } else if (value > 1e-6) {
                shares.get(model.classOf[first]).add(new PoolRounding.Share(each.pool(), each.of(), value));
            }
        }
        return new PoolRounding(model, pools, own).round(shares);
    }
}
