package dev.windrose.placement.optimum;

/** A plan in the making: whole replicas by column, and what they use. Never beyond a limit. */
final class Draft {
    final Model model;
    final int[] replicas;
    private final long[] used;
    private final long[] served;
    private final Rows.Entries entries = new Rows.Entries();

    Draft(Model model) {
        this.model = model;
        this.replicas = new int[model.columns()];
        this.used = new long[model.rows.size()];
        this.served = new long[model.classes()];
    }

    private Draft(Draft from) {
        this.model = from.model;
        this.replicas = from.replicas.clone();
        this.used = from.used.clone();
        this.served = from.served.clone();
    }

    Draft copy() {
        return new Draft(this);
    }

    /** How many more replicas the limits let through, whatever is wanted. */
    int room(int column) {
        return roomBut(column, -1);
    }

    /** The same, one limit left aside. */
    int roomBut(int column, int but) {
        long room = (long) model.most[column] - replicas[column];
        if (room <= 0) {
            return 0;
        }
        model.rows.entries(model, column, entries);
        for (int i = 0; i < entries.size && room > 0; i++) {
            if (entries.weight[i] > 0 && entries.row[i] != but) {
                room = Math.min(room, (model.rows.most(entries.row[i]) - used[entries.row[i]]) / entries.weight[i]);
            }
        }
        return (int) Math.max(0, room);
    }

    /** The only row that does not let one more through; -1 when there is none or more than one, or no replica fits at all. */
    int onlyBlock(int column) {
        int only = -1;
        model.rows.entries(model, column, entries);
        for (int i = 0; i < entries.size; i++) {
            if (free(entries.row[i]) < entries.weight[i]) {
                if (only >= 0) {
                    return -1;
                }
                only = entries.row[i];
            }
        }
        return replicas[column] < model.most[column] ? only : -1;
    }

    /** What one more replica lacks of a row. */
    long lacking(int column, int row) {
        model.rows.entries(model, column, entries);
        for (int i = 0; i < entries.size; i++) {
            if (entries.row[i] == row) {
                return entries.weight[i] - free(row);
            }
        }
        return 0;
    }

    /** How many more replicas on a column the class may have: the last one may give more than is missing. */
    int wanted(int column) {
        int w = model.classOf[column];
        return (int) Math.min(
                (model.demand[w] + model.over[w] - served[w]) / model.rate[column],
                Math.ceilDiv(Math.max(0, missing(w)), model.rate[column]));
    }

    /** Adds replicas, or takes some away. The caller asked {@link #room} first. */
    void add(int column, int count) {
        replicas[column] += count;
        served[model.classOf[column]] += (long) count * model.rate[column];
        model.rows.entries(model, column, entries);
        for (int i = 0; i < entries.size; i++) {
            used[entries.row[i]] += entries.weight[i] * count;
        }
    }

    /** Throughput that class w lacks; not below 0. */
    long missing(int w) {
        return Math.max(0, model.demand[w] - served[w]);
    }

    /** Throughput that class w has beyond its demand. */
    long surplus(int w) {
        return Math.max(0, served[w] - model.demand[w]);
    }

    /** Whether the class may give away that much. */
    boolean spare(int w, long throughput) {
        return served[w] - throughput >= model.demand[w];
    }

    long free(int row) {
        return model.rows.most(row) - used[row];
    }

    /** What is missing by priority. */
    long[] unplaced() {
        long[] unplaced = new long[model.levels()];
        for (int w = 0; w < served.length; w++) {
            unplaced[model.level[w]] += missing(w);
        }
        return unplaced;
    }

    /** What it costs in an hour, moves included. */
    long cost() {
        long cost = model.moveAll;
        for (int column = 0; column < replicas.length; column++) {
            if (replicas[column] > 0) {
                cost += model.costOf(column, replicas[column]);
            }
        }
        return cost;
    }

    /** Whether it places more of the higher priorities than the other, or the same for less. */
    boolean betterThan(Draft other) {
        int order = java.util.Arrays.compare(unplaced(), other.unplaced());
        return order < 0 || (order == 0 && cost() < other.cost());
    }
}
