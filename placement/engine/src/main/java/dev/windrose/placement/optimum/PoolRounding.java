package dev.windrose.placement.optimum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * From parts of replicas in pools to whole ones in places. Higher priorities are rounded first, to what they have in all, so
 * that what does not go up is missing to the lowest. A pool takes as many replicas of a size as its places hold whole;
 * then the large ones are packed first, the cheapest places first.
 */
final class PoolRounding {
    private static final double WHOLE = 1e-6;

    private final Model model;
    private final Rows.Entries entries = new Rows.Entries();
    private final double[] replicas;
    /** By row of the model, what is left; of limits of places and clusters only. */
    private final long[] free;
    /** By pool: sizes of replicas that run there, and of each how many the places still hold together. */
    private final int[][] sizes;

    private final long[][] holds;

    /**
     * What a class has of a pool.
     *
     * @param columns of the class there, the cheapest first
     */
    record Share(int pool, int[] columns, double replicas) {
        private double remainder() {
            return replicas - Math.floor(replicas + WHOLE);
        }
    }

    private record Whole(Share of, int count) {}

    /** @param own by column, replicas that have their place already */
    PoolRounding(Model model, PlacePools pools, double[] own) {
        this.model = model;
        this.replicas = own.clone();
        this.free = IntStream.range(0, model.rows.size())
                .mapToLong(model.rows::most)
                .toArray();
        for (int column = 0; column < own.length; column++) {
            if (own[column] > 0) {
                use(column, (long) Math.ceil(own[column] - WHOLE));
            }
        }
        this.sizes = new int[pools.size()][];
        this.holds = new long[pools.size()][];
        for (int pool = 0; pool < sizes.length; pool++) {
            TreeSet<Integer> all = new TreeSet<>();
            int[] members = pools.members.get(pool);
            for (int i = model.optionStart[members[0]]; i < model.optionStart[members[0] + 1]; i++) {
                all.add(model.gpus[model.inOption[i]]);
            }
            sizes[pool] = all.stream().mapToInt(size -> size).toArray();
            holds[pool] = Arrays.stream(sizes[pool])
                    .mapToLong(size -> Arrays.stream(members)
                            .mapToLong(o -> Math.max(0, free[o]) / size)
                            .sum())
                    .toArray();
        }
    }

    /** Replicas by column, whole ones but for those that were not. */
    double[] round(List<List<Share>> byClass) {
        List<Whole> whole = new ArrayList<>();
        IntStream.range(0, byClass.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(w -> model.level[w]).thenComparing(w -> w))
                .forEach(w -> round(byClass.get(w), whole));
        whole.sort(Comparator.<Whole>comparingInt(each -> -model.gpus[each.of().columns()[0]])
                .thenComparing(each -> model.rows.cluster(each.of().columns()[0]) < 0)
                .thenComparingInt(each -> each.of().columns()[0]));
        whole.forEach(this::pack);
        return replicas;
    }

    private void round(List<Share> shares, List<Whole> whole) {
        int[] counts = new int[shares.size()];
        double wanted = 1e-3;
        for (int i = 0; i < counts.length; i++) {
            Share each = shares.get(i);
            counts[i] = take(each, (int) Math.floor(each.replicas() + WHOLE));
            wanted += each.replicas() - counts[i];
        }
        int[] order = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -shares.get(i).remainder())
                        .thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        for (int i : order) {
            if (wanted >= 1 && shares.get(i).remainder() > WHOLE) {
                int one = take(shares.get(i), 1);
                counts[i] += one;
                wanted -= one;
            }
        }
        for (int i = 0; i < counts.length; i++) {
            whole.add(new Whole(shares.get(i), counts[i]));
        }
    }

    /** Takes as many of a pool as it still holds. */
    private int take(Share share, int most) {
        int pool = share.pool();
        int gpus = model.gpus[share.columns()[0]];
        long count = most;
        for (int i = 0; i < sizes[pool].length; i++) {
            if (gpus >= sizes[pool][i]) {
                count = Math.min(count, holds[pool][i] / (gpus / sizes[pool][i]));
            }
        }
        for (int i = 0; i < sizes[pool].length; i++) {
            holds[pool][i] -= count * (gpus / sizes[pool][i]);
        }
        return (int) count;
    }

    private void pack(Whole each) {
        long left = each.count();
        for (int column : each.of().columns()) {
            long given = Math.clamp(room(column), 0, left);
            if (given > 0) {
                replicas[column] += given;
                use(column, given);
                left -= given;
            }
        }
    }

    /** How many more replicas place and cluster let through; the other limits are the programme's. */
    private long room(int column) {
        long room = model.most[column] - (long) Math.ceil(replicas[column] - WHOLE);
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            if (model.rows.local(entries.row[e])) {
                room = Math.min(room, free[entries.row[e]] / entries.weight[e]);
            }
        }
        return room;
    }

    private void use(int column, long count) {
        model.rows.entries(model, column, entries);
        for (int e = 0; e < entries.size; e++) {
            free[entries.row[e]] -= entries.weight[e] * count;
        }
    }
}
