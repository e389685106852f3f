package dev.windrose.placement.optimum;

import dev.windrose.placement.Limit;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The limits beside capacity, counted the plain way. */
final class Limits {
    private final FleetProblem fleet;
    private final Map<String, Long> used = new HashMap<>();

    Limits(FleetProblem fleet) {
        this.fleet = fleet;
    }

    void add(WorkloadClass each, FleetOption option, Fit fit, long rate, long replicas) {
        used.merge("region " + each.id() + " " + option.region(), rate * replicas, Long::sum);
        used.merge("cluster " + each.id() + " " + option.key().cluster(), rate * replicas, Long::sum);
        if (option.key().tier() == CapacityTier.SPOT) {
            used.merge("spot " + each.id(), rate * replicas, Long::sum);
        }
        used.merge("money " + each.id(), option.allocated().micros() * fit.gpus() * replicas, Long::sum);
        used.merge("gpus " + each.id(), fit.gpus() * replicas, Long::sum);
        for (Cut cut : fleet.cuts()) {
            if (cut.option().equals(option.key()) && fit.gpus() >= cut.leastGpus()) {
                used.merge("cut " + cut, replicas, Long::sum);
            }
        }
    }

    boolean hold() {
        return fleet.classes().stream().allMatch(this::spreads)
                && fleet.budgets().stream().allMatch(this::within)
                && fleet.cuts().stream().allMatch(cut -> used.getOrDefault("cut " + cut, 0L) <= cut.mostReplicas());
    }

    private boolean spreads(WorkloadClass each) {
        Set<FleetOption> own = fleet.options().stream()
                .filter(option -> fits(each, option).isPresent())
                .collect(Collectors.toSet());
        return own.stream()
                        .map(FleetOption::region)
                        .allMatch(region -> used.getOrDefault("region " + each.id() + " " + region, 0L)
                                <= most(
                                        each,
                                        each.perRegion(),
                                        own.stream()
                                                .map(FleetOption::region)
                                                .distinct()
                                                .count()))
                && own.stream()
                        .map(option -> option.key().cluster())
                        .allMatch(cluster -> used.getOrDefault("cluster " + each.id() + " " + cluster, 0L)
                                <= most(
                                        each,
                                        each.perCluster(),
                                        own.stream()
                                                .map(option -> option.key().cluster())
                                                .distinct()
                                                .count()))
                && used.getOrDefault("spot " + each.id(), 0L)
                        <= each.spotShare()
                                .map(share -> 1000L * share.of(each.replicas()) * each.workloads())
                                .orElse(Long.MAX_VALUE);
    }

    private static long most(WorkloadClass each, Optional<Limit> limit, long groups) {
        return limit.map(cap -> 1000L
                        * each.workloads()
                        * Math.max(cap.of(each.replicas()), Math.ceilDiv(each.replicas(), (int) groups)))
                .orElse(Long.MAX_VALUE);
    }

    private Optional<Fit> fits(WorkloadClass each, FleetOption option) {
        return fleet.eligible().fit(each, option).filter(fit -> fit.throughput() == 1 || each.workloads() == 1);
    }

    private boolean within(Budget budget) {
        long money = 0;
        long gpus = 0;
        long moneyNow = 0;
        long gpusNow = 0;
        for (WorkloadClass each : fleet.classes()) {
            if (budget.classes().contains(each.id())) {
                money += used.getOrDefault("money " + each.id(), 0L);
                gpus += used.getOrDefault("gpus " + each.id(), 0L);
                for (FleetOption option : fleet.options()) {
                    int there = each.present().getOrDefault(option.key(), 0);
                    int of = fits(each, option).map(Fit::gpus).orElse(0);
                    moneyNow += option.allocated().micros() * there * of;
                    gpusNow += (long) there * of;
                }
            }
        }
        return (budget.hourly().isEmpty()
                        || money <= Math.max(budget.hourly().get().micros(), moneyNow))
                && (budget.gpus().isEmpty() || gpus <= Math.max(budget.gpus().get(), gpusNow));
    }
}
