package dev.windrose.placement.optimum;

import dev.windrose.placement.Limit;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Turns a checked fleet problem into numbers. */
final class ModelBuilder {
    final FleetProblem fleet;
    final List<Problem> left = new ArrayList<>();
    final Rows rows = new Rows();
    final Ints classOf = new Ints();
    final Ints option = new Ints();
    final Ints gpus = new Ints();
    final Ints rate = new Ints();
    private final List<Long> penalty = new ArrayList<>();
    final int[] start;
    final long[] demand;
    final long[] over;
    final int[] level;
    final int[] priorities;
    long[] cost = {};
    int[] most = {};
    int[] kept = {};
    long moveAll;
    private int[] alone = {};

    private ModelBuilder(FleetProblem fleet) {
        this.fleet = fleet;
        int classes = fleet.classes().size();
        this.start = new int[classes + 1];
        this.demand = new long[classes];
        this.over = new long[classes];
        this.level = new int[classes];
        this.priorities = fleet.classes().stream()
                .mapToInt(each -> -each.priority())
                .distinct()
                .sorted()
                .map(each -> -each)
                .toArray();
    }

    static Model model(FleetProblem fleet) {
        var builder = new ModelBuilder(fleet);
        builder.columns();
        builder.demands();
        builder.limits();
        builder.prices();
        builder.bounds();
        return new Model(builder);
    }

    private void columns() {
        for (int w = 0; w < demand.length; w++) {
            start[w] = option.size();
            for (int o = 0; o < fleet.options().size(); o++) {
                column(w, o);
            }
        }
        start[demand.length] = option.size();
    }

    private void column(int w, int o) {
        Optional<Fit> fit =
                fleet.eligible().fit(fleet.classes().get(w), fleet.options().get(o));
        if (fit.isEmpty()) {
            return;
        }
        List<Problem> problems =
                ProblemCheck.fit(fleet.classes().get(w), fleet.options().get(o), fit.get());
        if (problems.isEmpty()) {
            classOf.add(w);
            option.add(o);
            gpus.add(fit.get().gpus());
            rate.add((int) (fit.get().throughput() * Model.UNIT));
            penalty.add(fit.get().penalty().micros());
        } else if (left.size() < 100) {
            left.addAll(problems);
        }
    }

    private void demands() {
        Map<Integer, Integer> levels = new HashMap<>();
        for (int priority : priorities) {
            levels.put(priority, levels.size());
        }
        for (int w = 0; w < demand.length; w++) {
            WorkloadClass each = fleet.classes().get(w);
            demand[w] = (long) each.workloads() * each.replicas() * Model.UNIT;
            level[w] = Objects.requireNonNull(levels.get(each.priority()));
            long largest = 0;
            boolean whole = true;
            for (int column = start[w]; column < start[w + 1]; column++) {
                largest = Math.max(largest, rate.get(column));
                whole &= rate.get(column) == Model.UNIT;
            }
            over[w] = whole ? 0 : largest - 1;
        }
    }

    private void limits() {
        fleet.options().forEach(rows::place);
        Map<OptionKey, Integer> places = new HashMap<>();
        fleet.options().forEach(each -> places.put(each.key(), places.size()));
        fleet.cuts().forEach(cut -> rows.cut(Objects.requireNonNull(places.get(cut.option())), cut));
        new BudgetRows(this).add();
        alone = new int[option.size()];
        Arrays.fill(alone, Integer.MAX_VALUE);
        int[] region = none();
        int[] cluster = none();
        int[] spot = none();
        for (int w = 0; w < demand.length; w++) {
            WorkloadClass each = fleet.classes().get(w);
            if (each.perRegion().isPresent()) {
                Limit limit = each.perRegion().get();
                spread(w, limit, region, true);
            }
            if (each.perCluster().isPresent()) {
                Limit limit = each.perCluster().get();
                spread(w, limit, cluster, false);
            }
            if (each.spotShare().isPresent()) {
                long share = (long) each.spotShare().get().of(each.replicas()) * each.workloads() * Model.UNIT;
                spot(w, share, spot);
            }
        }
        rows.columns(region, cluster, spot);
        rows.close();
    }

    private int[] none() {
        int[] rowsOfColumns = new int[option.size()];
        Arrays.fill(rowsOfColumns, -1);
        return rowsOfColumns;
    }

    /** A row for each region or cluster; none where only one column is in it, whose own bound does then. */
    private void spread(int w, Limit limit, int[] into, boolean regions) {
        WorkloadClass each = fleet.classes().get(w);
        Map<String, Integer> groups = new HashMap<>();
        for (int column = start[w]; column < start[w + 1]; column++) {
            groups.merge(group(column, regions), 1, Integer::sum);
        }
        // Where there are too few to keep the limit, it is what an even spread over those there are needs.
        long even = Math.ceilDiv(each.replicas(), Math.max(1, groups.size()));
        long share = Math.max(limit.of(each.replicas()), even) * each.workloads() * Model.UNIT;
        Map<String, Integer> known = new HashMap<>();
        for (int column = start[w]; column < start[w + 1]; column++) {
            String name = group(column, regions);
            if (groups.getOrDefault(name, 0) == 1) {
                alone[column] = (int) Math.min(alone[column], share / rate.get(column));
            } else {
                into[column] = known.computeIfAbsent(
                        name,
                        _ -> rows.add(
                                regions ? new RowName.Region(each.id(), name) : new RowName.Cluster(each.id(), name),
                                share));
            }
        }
    }

    private String group(int column, boolean regions) {
        FleetOption place = fleet.options().get(option.get(column));
        return regions ? place.region() : place.key().cluster().value();
    }

    private void spot(int w, long share, int[] into) {
        int row = rows.add(new RowName.Spot(fleet.classes().get(w).id()), share);
        for (int column = start[w]; column < start[w + 1]; column++) {
            FleetOption place = fleet.options().get(option.get(column));
            into[column] = place.key().tier() == CapacityTier.SPOT ? row : -1;
        }
    }

    private void prices() {
        cost = new long[option.size()];
        kept = new int[option.size()];
        for (int column = 0; column < cost.length; column++) {
            FleetOption place = fleet.options().get(option.get(column));
            cost[column] = place.marginal().micros() * gpus.get(column) + penalty.get(column);
            kept[column] = fleet.classes().get(classOf.get(column)).present().getOrDefault(place.key(), 0);
        }
        for (WorkloadClass each : fleet.classes()) {
            for (int count : each.present().values()) {
                moveAll += each.moving().micros() * count;
            }
        }
    }

    private void bounds() {
        most = alone.clone();
        Model bare = new Model(this);
        var entries = new Rows.Entries();
        for (int column = 0; column < most.length; column++) {
            int w = classOf.get(column);
            long bound = Math.min(most[column], (demand[w] + over[w]) / rate.get(column));
            rows.entries(bare, column, entries);
            for (int i = 0; i < entries.size; i++) {
                if (entries.weight[i] > 0) {
                    bound = Math.min(bound, rows.most(entries.row[i]) / entries.weight[i]);
                }
            }
            most[column] = (int) bound;
            kept[column] = Math.min(kept[column], most[column]);
        }
        rows.prune(most, rate.array());
    }
}
