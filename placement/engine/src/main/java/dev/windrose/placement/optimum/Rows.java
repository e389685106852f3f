package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.List;

/** The limits: what each allows, and which of them a column is in with what weight. */
final class Rows {
    /** Where the entries of one column are written; to be used again and again. */
    static final class Entries {
        int[] row = new int[64];
        long[] weight = new long[64];
        int size;

        private void add(int index, long value) {
            row[size] = index;
            weight[size] = value;
            size++;
        }
    }

    private record Fixed(int row, long factor) {}

    private final List<RowName> names = new ArrayList<>();
    private final List<Long> allowed = new ArrayList<>();
    private long[] most = {};

    /** By class: budget rows by which a column's allocated cost counts, and those by which its GPUs do. */
    private final List<int[]> spend = new ArrayList<>();

    private final List<int[]> quota = new ArrayList<>();
    private final List<List<Fixed>> cuts = new ArrayList<>();
    private final List<Long> allocated = new ArrayList<>();
    /** By column; -1: none. */
    private int[] region = {};

    private int[] cluster = {};
    private int[] spot = {};

    int add(RowName name, long limit) {
        names.add(name);
        allowed.add(limit);
        return names.size() - 1;
    }

    /** Places come first, in order: the row of a place has its index. */
    void place(FleetOption option) {
        add(new RowName.Capacity(option.key()), option.usable());
        allocated.add(option.allocated().micros());
        cuts.add(new ArrayList<>(0));
    }

    void cut(int option, Cut cut) {
        cuts.get(option).add(new Fixed(add(new RowName.Packing(cut), cut.mostReplicas()), cut.leastGpus()));
    }

    /** Classes come in order. */
    void budgets(int[] spendRows, int[] quotaRows) {
        spend.add(spendRows);
        quota.add(quotaRows);
    }

    void columns(int[] regionRows, int[] clusterRows, int[] spotRows) {
        region = regionRows;
        cluster = clusterRows;
        spot = spotRows;
    }

    /** Nothing is added any more. */
    void close() {
        most = allowed.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether a limit is of one place or cluster, so that two places that are alike may count in different ones. */
    boolean local(int row) {
        return switch (name(row)) {
            case RowName.Capacity _, RowName.Cluster _ -> true;
            case RowName.Packing _, RowName.Spend _, RowName.Quota _, RowName.Region _, RowName.Spot _ -> false;
        };
    }

    /** Whether places that count in different limits of this kind are no more alike. */
    boolean alike(int row) {
        return !local(row) && !(name(row) instanceof RowName.Spend);
    }

    /** Whether a limit is one of budgets, which classes share that need share nothing else. */
    boolean budget(int row) {
        return name(row) instanceof RowName.Spend || name(row) instanceof RowName.Quota;
    }

    /** What a unit of a limit is to a solver: dollars, replicas, or as it is. */
    double scale(int row) {
        return switch (name(row)) {
            case RowName.Spend _ -> 1e6;
            case RowName.Spot _, RowName.Region _, RowName.Cluster _ -> Model.UNIT;
            case RowName.Capacity _, RowName.Quota _, RowName.Packing _ -> 1;
        };
    }

    /** Leaves out the shares that all columns of a row together, each at its own bound, do not reach. */
    void prune(int[] mostOf, int[] rateOf) {
        for (int[] rowOf : List.of(region, cluster, spot)) {
            long[] reach = new long[most.length];
            for (int column = 0; column < rowOf.length; column++) {
                if (rowOf[column] >= 0) {
                    reach[rowOf[column]] += (long) mostOf[column] * rateOf[column];
                }
            }
            for (int column = 0; column < rowOf.length; column++) {
                if (rowOf[column] >= 0 && reach[rowOf[column]] <= most[rowOf[column]]) {
                    rowOf[column] = -1;
                }
            }
        }
    }

    int size() {
        return names.size();
    }

    RowName name(int row) {
        return names.get(row);
    }

    long most(int row) {
        return most[row];
    }

    /** The limit of a column's cluster; -1: there is none. */
    int cluster(int column) {
        return cluster[column];
    }

    long allocated(int option) {
        return allocated.get(option);
    }

    /** Writes the rows of a column and what one replica uses of each. */
    void entries(Model model, int column, Entries into) {
        int w = model.classOf[column];
        int o = model.option[column];
        int gpus = model.gpus[column];
        into.size = 0;
        into.add(o, gpus);
        for (Fixed cut : cuts.get(o)) {
            if (gpus >= cut.factor()) {
                into.add(cut.row(), 1);
            }
        }
        for (int row : spend.get(w)) {
            into.add(row, allocated.get(o) * gpus);
        }
        for (int row : quota.get(w)) {
            into.add(row, gpus);
        }
        shares(model.rate[column], column, into);
    }

    private void shares(int rate, int column, Entries into) {
        if (region[column] >= 0) {
            into.add(region[column], rate);
        }
        if (cluster[column] >= 0) {
            into.add(cluster[column], rate);
        }
        if (spot[column] >= 0) {
            into.add(spot[column], rate);
        }
    }
}
