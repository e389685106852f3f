package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the workloads of each namespace spend while a plan is made: what they have, until they are planned, then what they
 * were given. So one that comes early in the order cannot spend what a later one already runs on.
 */
final class Purses {
    private final Map<String, List<Budget>> budgets;
    private final Map<String, Spending> spent = new HashMap<>();
    private final Map<WorkloadUid, Spending> byWorkload = new HashMap<>();

    /** @param rows the assignments by workload */
    Purses(PlanningInput input, Map<WorkloadUid, List<Assignment>> rows, Fleet fleet, PriceBoard prices) {
        budgets = input.budgets().stream()
                .sorted(Comparator.comparing(Budget::name))
                .collect(Collectors.groupingBy(Budget::namespace));
        for (WorkloadDemand workload : budgets.isEmpty() ? List.<WorkloadDemand>of() : input.workloads()) {
            if (budgets.containsKey(workload.namespace())) {
                Spending has = Spending.NONE;
                for (Assignment row : rows.getOrDefault(workload.uid(), List.of())) {
                    has = row.phase() == Phase.DRAINING ? has : has.plus(of(row, fleet, prices));
                }
                note(workload, has);
            }
        }
    }

    Purse of(WorkloadDemand workload) {
        List<Budget> own = budgets.getOrDefault(workload.namespace(), List.of());
        return own.isEmpty()
                ? Purse.UNLIMITED
                : new Purse(
                        own,
                        spent.getOrDefault(workload.namespace(), Spending.NONE)
                                .minus(byWorkload.getOrDefault(workload.uid(), Spending.NONE)));
    }

    void planned(WorkloadDemand workload, WorkloadPlanner.Outcome outcome) {
        if (budgets.containsKey(workload.namespace())) {
            WorkloadReport report = outcome.report();
            note(workload, new Spending(report.hourlyCost(), report.unpricedReplicas(), outcome.gpus()));
        }
    }

    private void note(WorkloadDemand workload, Spending spending) {
        Spending before = Objects.requireNonNullElse(byWorkload.put(workload.uid(), spending), Spending.NONE);
        spent.merge(workload.namespace(), spending.minus(before), Spending::plus);
    }

    private static Spending of(Assignment row, Fleet fleet, PriceBoard prices) {
        Optional<Money> price = prices.perReplica(fleet, row.key());
        return new Spending(
                price.orElse(Money.ZERO).times(row.replicas()), price.isPresent() ? 0 : row.replicas(), row.gpus());
    }
}
