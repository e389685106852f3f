package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Places one replica where lower priorities stand in its way, in its place or in its budgets, by letting as few of them go
 * as it takes. What went is unplaced afterwards, and may find another place.
 */
final class Dropping {
    /** How many replicas of the next lower priority may go rather than one. */
    private static final double RATIO = 30;

    /** Of the ways in which others of the same priority go so many are tried. */
    private static final int CHAINS = 20;

    private final Model model;
    private final Draft draft;
    private final int[][] order;
    private final Rows.Entries entries = new Rows.Entries();
    private final Rows.Entries others = new Rows.Entries();

    /** A replica more on a column, and by column what goes for it. */
    private record Way(int column, Map<Integer, Integer> drops, double loss) {}

    /** @param order columns of each class, the cheapest first */
    Dropping(Draft draft, int[][] order) {
        this.model = draft.model;
        this.draft = draft;
        this.order = order;
    }

    /** Places one replica of class w; false, and nothing is changed, when no lower priority can make room. */
    boolean place(int w) {
        if (model.level[w] == model.levels() - 1) {
            return false;
        }
        List<Way> ways = ways(w, false);
        if (!ways.isEmpty()) {
            take(ways.getFirst(), 1);
            return true;
        }
        return ways(w, true).stream().limit(CHAINS).anyMatch(this::chain);
    }

    /** Where others of the same priority go, too, each of them needs a place at the cost of a lower one. */
    private boolean chain(Way way) {
        Map<Integer, Long> before = new TreeMap<>();
        way.drops().keySet().stream()
                .map(column -> model.classOf[column])
                .filter(v -> model.level[v] == model.level[model.classOf[way.column()]])
                .forEach(v -> before.put(v, draft.missing(v)));
        List<Way> done = new ArrayList<>();
        take(way, 1);
        done.add(way);
        for (Map.Entry<Integer, Long> each : before.entrySet()) {
            while (draft.missing(each.getKey()) > each.getValue()) {
                List<Way> ways = ways(each.getKey(), false);
                if (ways.isEmpty()) {
                    done.reversed().forEach(one -> take(one, -1));
                    return false;
                }
                take(ways.getFirst(), 1);
                done.add(ways.getFirst());
            }
        }
        return true;
    }

    private void take(Way way, int sign) {
        way.drops().forEach((column, count) -> draft.add(column, -sign * count));
        draft.add(way.column(), sign);
    }

    /** The ways to place one more of a class, those that lose least first. */
    private List<Way> ways(int w, boolean same) {
        Map<Integer, List<Integer>> inBudget = new HashMap<>();
        List<Way> ways = new ArrayList<>();
        for (int column : order[w]) {
            if (draft.wanted(column) > 0 && draft.replicas[column] < model.most[column]) {
                Map<Integer, Integer> drops = drops(column, same, inBudget);
                if (drops != null) {
                    ways.add(new Way(column, drops, loss(drops)));
                }
            }
        }
        ways.sort(Comparator.comparingDouble(Way::loss));
        return ways;
    }

    private double loss(Map<Integer, Integer> drops) {
        double loss = 0;
        for (Map.Entry<Integer, Integer> each : drops.entrySet()) {
            int above = model.levels() - 1 - model.level[model.classOf[each.getKey()]];
            loss += each.getValue() * Math.pow(RATIO, above);
        }
        return loss;
    }

    /** What has to go, by column; null when something else is in the way. */
    private @Nullable Map<Integer, Integer> drops(int column, boolean same, Map<Integer, List<Integer>> inBudget) {
        int w = model.classOf[column];
        Map<Integer, Integer> drops = new TreeMap<>();
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            int row = entries.row[e];
            long lacking = entries.weight[e] - draft.free(row);
            if (lacking > 0) {
                List<Integer> lower = switch (model.rows.name(row)) {
                    case RowName.Capacity _ -> inPlace(row, w, same);
                    case RowName.Spend _, RowName.Quota _ -> inBudget.computeIfAbsent(row, _ -> inBudget(row, w, same));
                    case RowName.Packing _, RowName.Spot _, RowName.Region _, RowName.Cluster _ -> List.of();
                };
                if (!drop(lower, row, lacking, drops)) {
                    return null;
                }
            }
        }
        return drops;
    }

    private boolean drop(List<Integer> lower, int row, long lacking, Map<Integer, Integer> drops) {
        long left = lacking;
        for (Map.Entry<Integer, Integer> each : drops.entrySet()) {
            left -= weight(each.getKey(), row) * each.getValue();
        }
        for (int other : lower) {
            if (left <= 0) {
                return true;
            }
            long weight = weight(other, row);
            int there = draft.replicas[other] - drops.getOrDefault(other, 0);
            int count = weight <= 0 ? 0 : (int) Math.min(there, Math.ceilDiv(left, weight));
            if (count > 0) {
                drops.merge(other, count, Integer::sum);
                left -= weight * count;
            }
        }
        return left <= 0;
    }

    /** The row of a place has the place's index. */
    private List<Integer> inPlace(int o, int w, boolean same) {
        return sorted(
                IntStream.range(model.optionStart[o], model.optionStart[o + 1]).map(i -> model.inOption[i]),
                o,
                w,
                same);
    }

    private List<Integer> inBudget(int row, int w, boolean same) {
        List<Integer> columns = new ArrayList<>();
        for (int v = 0; v < model.classes(); v++) {
            if (may(v, w, same) && model.start[v] < model.start[v + 1] && weight(model.start[v], row) > 0) {
                IntStream.range(model.start[v], model.start[v + 1]).forEach(columns::add);
            }
        }
        return sorted(columns.stream().mapToInt(each -> each), row, w, same);
    }

    /** The lowest priority first, and of it what takes most of the row. */
    private List<Integer> sorted(IntStream columns, int row, int w, boolean same) {
        return columns.filter(each -> draft.replicas[each] > 0 && may(model.classOf[each], w, same))
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(each -> -model.level[model.classOf[each]])
                        .thenComparingLong(each -> -weight(each, row))
                        .thenComparing(each -> each))
                .toList();
    }

    private boolean may(int v, int w, boolean same) {
        return model.level[v] > model.level[w] || same && v != w && model.level[v] == model.level[w];
    }

    private long weight(int column, int row) {
        model.rows.entries(model, column, others);
        for (int e = 0; e < others.size; e++) {
            if (others.row[e] == row) {
                return others.weight[e];
            }
        }
        return 0;
    }
}
