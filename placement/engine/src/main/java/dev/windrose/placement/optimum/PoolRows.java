package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The limits of a {@link PoolProgramme}, and what their prices say of the limits of the fleet.
 *
 * <p>A limit of clusters is one for all clusters of a region together; a budget counts the average of a pool. Those
 * that the first answers keep by themselves are open: they cost the solver nothing until an answer goes beyond them.
 */
final class PoolRows {
    private static final double PICO = 1e12;
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private final Model model;
    private final PlacePools pools;
    private final LpSession session;
    private final boolean eager;
    private final double[] largest;
    private final Rows.Entries entries = new Rows.Entries();
    private final int[] poolRow;
    /** By place: the row of its own, where something stays in it; -1: none. */
    private final int[] ownRow;
    /** By row of the model. */
    private final Map<Integer, Integer> sharedRow = new TreeMap<>();
    /** By class and region: rows of the model for its clusters, with the row that stands for them. */
    private final Map<String, Clusters> clusters = new HashMap<>();

    private final Map<Integer, Double> open = new TreeMap<>();

    private record Clusters(int row, Set<Integer> of) {}

    /** Where the entries of a column are written. */
    static final class Column {
        int[] row = new int[64];
        double[] weight = new double[64];
        int size;

        void add(int index, double value) {
            row[size] = index;
            weight[size] = value;
            size++;
        }
    }

    /** @param eager whether all limits count from the beginning: better where most of them will */
    PoolRows(Model model, PlacePools pools, LpSession session, boolean eager) {
        this.model = model;
        this.pools = pools;
        this.session = session;
        this.eager = eager;
        this.largest = model.largestWeights();
        this.poolRow = IntStream.range(0, pools.size())
                .map(_ -> session.addRow(NONE, 0))
                .toArray();
        this.ownRow = new int[pools.of.length];
        Arrays.fill(ownRow, -1);
    }

    private int row(double most) {
        int row = session.addRow(NONE, eager ? most : Double.POSITIVE_INFINITY);
        if (!eager) {
            open.put(row, most);
        }
        return row;
    }

    int pool(int pool) {
        return poolRow[pool];
    }

    boolean owned(int o) {
        return ownRow[o] >= 0;
    }

    /** The row of a place by itself. */
    int own(int o) {
        if (ownRow[o] < 0) {
            ownRow[o] = session.addRow(NONE, model.rows.most(o));
        }
        return ownRow[o];
    }

    /** Writes what one replica of a class uses in places of a pool. */
    void entries(int[] columns, Column into) {
        int column = columns[0];
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            int row = entries.row[e];
            if (!model.rows.local(row)) {
                into.add(sharedRow.computeIfAbsent(row, this::shared), weight(columns, row, entries.weight[e]));
            }
        }
        Clusters region = clusters.get(name(column));
        if (region != null) {
            into.add(region.row(), model.rate[column] / (double) Model.UNIT);
        }
    }

    private int shared(int row) {
        double most = model.rows.most(row);
        if (model.rows.budget(row)) {
            // A little from full, so that whole replicas find a way to fit.
            return row((most - Math.min(most / 100, 4 * largest[row])) / model.rows.scale(row));
        }
        return session.addRow(NONE, most / model.rows.scale(row));
    }

    private double weight(int[] columns, int row, long weight) {
        double sum = weight;
        if (columns.length > 1 && model.rows.name(row) instanceof RowName.Spend) {
            double gpus = 0;
            double spent = 0;
            for (int column : columns) {
                long here = model.rows.most(model.option[column]);
                gpus += here;
                spent += (double) model.rows.allocated(model.option[column]) * model.gpus[column] * here;
            }
            sum = gpus > 0 ? spent / gpus : weight;
        }
        return sum / model.rows.scale(row);
    }

    private String name(int column) {
        return model.classOf[column] + " " + model.place(column).region();
    }

    /** Makes rows for the clusters of a class, region by region: together they let through no more than all of them do. */
    void clusters(int w, int[][] byPool) {
        Map<String, Set<Integer>> rows = new TreeMap<>();
        Map<String, Long> free = new HashMap<>();
        for (int[] columns : byPool) {
            for (int column : columns == null ? new int[0] : columns) {
                int row = model.rows.cluster(column);
                if (row < 0) {
                    free.merge(name(columns[0]), (long) model.most[column] * model.rate[column], Long::sum);
                } else {
                    rows.computeIfAbsent(name(columns[0]), _ -> new HashSet<>()).add(row);
                }
            }
        }
        rows.forEach((name, of) -> {
            long most = free.getOrDefault(name, 0L)
                    + of.stream().mapToLong(model.rows::most).sum();
            if (most < model.demand[w]) {
                clusters.put(name, new Clusters(row(most / (double) Model.UNIT), of));
            }
        });
    }

    /** Closes limits that an answer goes beyond; whether there were any. */
    boolean close(double[] used) {
        Set<Integer> beyond = new HashSet<>();
        open.forEach((row, most) -> {
            if (used[row] > most * (1 + 1e-9) + 1e-6) {
                session.limits(row, NONE, most);
                beyond.add(row);
            }
        });
        open.keySet().removeAll(beyond);
        return !beyond.isEmpty();
    }

    /**
     * The solver's prices as a proof takes them, by a unit. A place is worth what its pool costs where it is used up, less
     * its own price; where only what is unplaced counts, its own price does not.
     */
    Duals duals(LpOutcome.Solved solved, double unit, boolean cost) {
        Duals duals = Duals.none(model);
        for (int o = 0; o < pools.of.length; o++) {
            double worth = -solved.duals()[poolRow[pools.of[o]]] - (cost ? model.marginal(o) / 1e6 : 0);
            double own = ownRow[o] < 0 ? 0 : -solved.duals()[ownRow[o]];
            duals.rows()[o] = Duals.clip(-Math.max(worth, own) / unit * PICO, largest[o]);
        }
        sharedRow.forEach((row, index) -> put(duals, row, solved.duals()[index] / unit));
        clusters.values().forEach(each -> each.of().forEach(row -> put(duals, row, solved.duals()[each.row()] / unit)));
        return duals;
    }

    private void put(Duals duals, int row, double price) {
        duals.rows()[row] = Duals.clip(price * PICO / model.rows.scale(row), largest[row]);
    }
}
