package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Places that all classes see alike: the same classes may run there, with as many GPUs, at the same throughput and penalty, and
 * count in the same limits. To a linear programme such places are one, whose GPUs become dearer the more of them are
 * used. Members differ in price, in what of them budgets count, and in their cluster.
 */
final class PlacePools {
    /** By place: its pool. */
    final int[] of;
    /** By pool: its places, the cheapest first. */
    final List<int[]> members = new ArrayList<>();

    private final Model model;
    private final Rows.Entries entries = new Rows.Entries();

    PlacePools(Model model) {
        this.model = model;
        this.of = new int[model.fleet.options().size()];
        Map<String, List<Integer>> alike = new HashMap<>();
        List<List<Integer>> inOrder = new ArrayList<>();
        for (int o = 0; o < of.length; o++) {
            List<Integer> same = alike.computeIfAbsent(looks(o), _ -> {
                List<Integer> first = new ArrayList<>();
                inOrder.add(first);
                return first;
            });
            same.add(o);
        }
        for (List<Integer> same : inOrder) {
            same.forEach(o -> of[o] = members.size());
            members.add(same.stream()
                    .sorted(Comparator.comparingLong(model::marginal).thenComparing(o -> o))
                    .mapToInt(o -> o)
                    .toArray());
        }
    }

    int size() {
        return members.size();
    }

    /** All that a class can tell of a place, its price aside; places that no class may run in are alike. */
    private String looks(int o) {
        var looks = new StringBuilder();
        for (int i = model.optionStart[o]; i < model.optionStart[o + 1]; i++) {
            int column = model.inOption[i];
            looks.append(model.classOf[column])
                    .append(' ')
                    .append(model.gpus[column])
                    .append(' ')
                    .append(model.rate[column])
                    .append(' ')
                    .append(model.penalty(column));
            model.rows.entries(model, column, entries);
            for (int e = 0; e < entries.size; e++) {
                if (model.rows.alike(entries.row[e])) {
                    looks.append(' ').append(entries.row[e]);
                }
            }
            looks.append(';');
        }
        return looks.toString();
    }

    /** The columns of a class by pool, those of each the cheapest place first; null where it has none. */
    int[][] columns(int w) {
        int[][] columns = new int[size()][];
        int[] at = new int[of.length];
        Arrays.fill(at, -1);
        for (int column = model.start[w]; column < model.start[w + 1]; column++) {
            at[model.option[column]] = column;
        }
        for (int pool = 0; pool < columns.length; pool++) {
            if (at[members.get(pool)[0]] >= 0) {
                columns[pool] = IntStream.of(members.get(pool)).map(o -> at[o]).toArray();
            }
        }
        return columns;
    }
}
