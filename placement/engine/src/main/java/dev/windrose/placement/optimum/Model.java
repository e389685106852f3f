package dev.windrose.placement.optimum;

import java.util.List;

/**
 * A fleet problem as numbers. A <em>column</em> is a class in a place where it may run; columns of a class are neighbours.
 * A <em>row</em> is a limit on what some columns use together. Money is in millionths of a dollar per hour, throughput in
 * thousandths of a replica.
 */
final class Model {
    static final long UNIT = 1000;

    final FleetProblem fleet;
    /** What was wrong with single fits; they are left out. */
    final List<Problem> left;

    /** Columns of class w are those from {@code start[w]} to before {@code start[w + 1]}. */
    final int[] start;

    final int[] classOf;
    final int[] option;
    final int[] gpus;
    final int[] rate;
    final long[] cost;
    /** The most replicas of a column that any limit lets through alone. */
    final int[] most;
    /** Replicas that are there now, at most {@link #most}. */
    final int[] kept;
    /** Columns of place o are {@code inOption[optionStart[o]]} to before {@code optionStart[o + 1]}. */
    final int[] optionStart;

    final int[] inOption;

    final long[] demand;
    /** How much more than its demand a class may be given: less than one replica. */
    final long[] over;

    final int[] level;
    /** Priorities, the highest first; {@link #level} counts in them. */
    final int[] priorities;

    final Rows rows;
    /** What moving away everything that is somewhere would cost. */
    final long moveAll;

    Model(ModelBuilder from) {
        this.fleet = from.fleet;
        this.left = List.copyOf(from.left);
        this.start = from.start;
        this.classOf = from.classOf.array();
        this.option = from.option.array();
        this.gpus = from.gpus.array();
        this.rate = from.rate.array();
        this.cost = from.cost;
        this.most = from.most;
        this.kept = from.kept;
        this.demand = from.demand;
        this.over = from.over;
        this.level = from.level;
        this.priorities = from.priorities;
        this.rows = from.rows;
        this.moveAll = from.moveAll;
        this.optionStart = new int[fleet.options().size() + 1];
        this.inOption = byOption();
    }

    int columns() {
        return option.length;
    }

    int classes() {
        return demand.length;
    }

    int levels() {
        return priorities.length;
    }

    WorkloadClass workloads(int w) {
        return fleet.classes().get(w);
    }

    FleetOption place(int column) {
        return fleet.options().get(option[column]);
    }

    /** What a GPU of place o adds to the bill. */
    long marginal(int o) {
        return fleet.options().get(o).marginal().micros();
    }

    /** What a replica on a column costs beside its GPUs. */
    long penalty(int column) {
        return cost[column] - marginal(option[column]) * gpus[column];
    }

    /** What leaving costs for a replica of class w. */
    long moving(int w) {
        return workloads(w).moving().micros();
    }

    /** What {@code replicas} on a column cost, with what is saved against moving all that is there away. */
    long costOf(int column, long replicas) {
        return cost[column] * replicas - moving(classOf[column]) * Math.min(replicas, kept[column]);
    }

    /** What one more costs when there are so many. */
    long nextCost(int column, int replicas) {
        return cost[column] - (replicas < kept[column] ? moving(classOf[column]) : 0);
    }

    /** By row, the largest weight of any column. */
    double[] largestWeights() {
        double[] largest = new double[rows.size()];
        var entries = new Rows.Entries();
        for (int column = 0; column < option.length; column++) {
            rows.entries(this, column, entries);
            for (int i = 0; i < entries.size; i++) {
                largest[entries.row[i]] = Math.max(largest[entries.row[i]], entries.weight[i]);
            }
        }
        return largest;
    }

    private int[] byOption() {
        for (int each : option) {
            optionStart[each + 1]++;
        }
        for (int o = 0; o + 1 < optionStart.length; o++) {
            optionStart[o + 1] += optionStart[o];
        }
        int[] next = optionStart.clone();
        int[] order = new int[option.length];
        for (int column = 0; column < option.length; column++) {
            order[next[option[column]]++] = column;
        }
        return order;
    }
}
