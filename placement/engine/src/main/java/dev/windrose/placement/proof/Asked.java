package dev.windrose.placement.proof;

import dev.windrose.placement.Limit;
import dev.windrose.placement.Money;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.optimum.Budget;
import dev.windrose.placement.optimum.Cut;
import dev.windrose.placement.optimum.Fit;
import dev.windrose.placement.optimum.FleetOption;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.OptionKey;
import dev.windrose.placement.optimum.RowName;
import dev.windrose.placement.optimum.WorkloadClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A fleet problem read as its definition says: every limit with what it allows and what one replica takes of it. */
final class Asked {
    /** A limit and how much of it one replica takes. */
    record Use(RowName limit, long each) {}

    final Map<String, WorkloadClass> classes = new LinkedHashMap<>();
    private final Map<String, Map<OptionKey, Place>> places = new HashMap<>();
    private final Map<RowName, Long> allowed = new HashMap<>();
    private final FleetProblem fleet;

    Asked(FleetProblem fleet) {
        this.fleet = fleet;
        for (WorkloadClass each : fleet.classes()) {
            classes.put(each.id(), each);
            Map<OptionKey, Place> own = new LinkedHashMap<>();
            for (FleetOption option : fleet.options()) {
                fleet.eligible()
                        .fit(each, option)
                        .filter(fit -> sensible(each, fit))
                        .ifPresent(fit -> own.put(option.key(), new Place(option, fit)));
            }
            places.put(each.id(), own);
        }
        fleet.options().forEach(each -> allowed.put(new RowName.Capacity(each.key()), usable(each)));
        fleet.cuts().forEach(each -> allowed.put(new RowName.Packing(each), (long) each.mostReplicas()));
        fleet.budgets().forEach(this::budget);
        fleet.classes().forEach(this::shares);
    }

    private static boolean sensible(WorkloadClass each, Fit fit) {
        return fit.gpus() >= 1
                && fit.gpus() <= 128
                && fit.throughput() >= 0.001
                && fit.throughput() <= 100
                && (fit.throughput() == 1 || each.workloads() <= 1)
                && fit.penalty().micros() >= 0
                && fit.penalty().micros() <= 10_000_000_000L;
    }

    private static long usable(FleetOption option) {
        return option.capacity() - (option.capacity() * (long) option.headroomPercent() + 99) / 100;
    }

    private void budget(Budget budget) {
        long spent = 0;
        long gpus = 0;
        for (String id : budget.classes()) {
            for (Map.Entry<OptionKey, Integer> there : workloads(id).present().entrySet()) {
                Place place = places(id).get(there.getKey());
                if (place != null) {
                    spent += place.allocated() * there.getValue();
                    gpus += (long) place.fit().gpus() * there.getValue();
                }
            }
        }
        if (budget.hourly().isPresent()) {
            Money ceiling = budget.hourly().get();
            allowed.put(new RowName.Spend(budget.id()), Math.max(ceiling.micros(), spent));
        }
        if (budget.gpus().isPresent()) {
            allowed.put(new RowName.Quota(budget.id()), Math.max(budget.gpus().get(), gpus));
        }
    }

    private void shares(WorkloadClass each) {
        List<FleetOption> own =
                places(each.id()).values().stream().map(Place::option).toList();
        long regions = own.stream().map(FleetOption::region).distinct().count();
        long clusters =
                own.stream().map(place -> place.key().cluster()).distinct().count();
        for (FleetOption place : own) {
            each.perRegion()
                    .ifPresent(limit ->
                            allowed.put(new RowName.Region(each.id(), place.region()), share(each, limit, regions)));
            each.perCluster()
                    .ifPresent(limit -> allowed.put(
                            new RowName.Cluster(each.id(), place.key().cluster().value()),
                            share(each, limit, clusters)));
        }
        each.spotShare()
                .ifPresent(limit ->
                        allowed.put(new RowName.Spot(each.id()), 1000L * each.workloads() * limit.of(each.replicas())));
    }

    private static long share(WorkloadClass each, Limit limit, long groups) {
        long even = (each.replicas() + groups - 1) / groups;
        return 1000L * each.workloads() * Math.max(limit.of(each.replicas()), even);
    }

    Map<OptionKey, Place> places(String id) {
        return places.getOrDefault(id, Map.of());
    }

    WorkloadClass workloads(String id) {
        return Objects.requireNonNull(classes.get(id), id);
    }

    /** Where the class may run, which the caller knows it may. */
    Place place(String id, OptionKey key) {
        return Objects.requireNonNull(places(id).get(key), id);
    }

    Optional<Long> allowed(RowName limit) {
        return Optional.ofNullable(allowed.get(limit));
    }

    long demand(WorkloadClass each) {
        return 1000L * each.workloads() * each.replicas();
    }

    /** How much more than its demand a class may have. */
    long over(WorkloadClass each) {
        long largest = places(each.id()).values().stream()
                .mapToLong(Place::throughput)
                .max()
                .orElse(0);
        boolean alike = places(each.id()).values().stream().allMatch(place -> place.throughput() == 1000);
        return alike ? 0 : largest - 1;
    }

    /** All limits that a replica of a class counts in at a place. */
    List<Use> uses(WorkloadClass each, Place place) {
        var uses = new ArrayList<Use>();
        uses.add(new Use(new RowName.Capacity(place.option().key()), place.fit().gpus()));
        for (Cut cut : fleet.cuts()) {
            if (cut.option().equals(place.option().key()) && place.fit().gpus() >= cut.leastGpus()) {
                uses.add(new Use(new RowName.Packing(cut), 1));
            }
        }
        for (Budget budget : fleet.budgets()) {
            if (budget.classes().contains(each.id())) {
                budget.hourly().ifPresent(_ -> uses.add(new Use(new RowName.Spend(budget.id()), place.allocated())));
                budget.gpus()
                        .ifPresent(_ -> uses.add(new Use(
                                new RowName.Quota(budget.id()), place.fit().gpus())));
            }
        }
        each.perRegion()
                .ifPresent(_ -> uses.add(
                        new Use(new RowName.Region(each.id(), place.option().region()), place.throughput())));
        each.perCluster()
                .ifPresent(_ -> uses.add(new Use(
                        new RowName.Cluster(
                                each.id(), place.option().key().cluster().value()),
                        place.throughput())));
        if (each.spotShare().isPresent() && place.option().key().tier() == CapacityTier.SPOT) {
            uses.add(new Use(new RowName.Spot(each.id()), place.throughput()));
        }
        return uses;
    }

    /** The most replicas that any one limit lets through. */
    long most(WorkloadClass each, Place place) {
        long most = (demand(each) + over(each)) / place.throughput();
        for (Use use : uses(each, place)) {
            long limit = allowed(use.limit()).orElse(0L);
            most = use.each() > 0 ? Math.min(most, limit / use.each()) : most;
        }
        return most;
    }
}
