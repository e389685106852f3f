package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What placements use of a fleet, counted from the definitions. */
final class Tally {
    private final FleetProblem fleet;
    final Map<OptionKey, FleetOption> options = new HashMap<>();
    final Map<String, WorkloadClass> classes = new HashMap<>();
    final Map<OptionKey, Integer> gpus = new HashMap<>();
    final Map<Cut, Integer> cuts = new HashMap<>();
    final Map<String, Long> spent = new HashMap<>();
    final Map<String, Integer> quota = new HashMap<>();
    private final Map<String, Map<OptionKey, Integer>> placed = new TreeMap<>();
    private long replicas;
    private long marginal;
    private long penalties;
    private long allocated;

    Tally(FleetProblem fleet) {
        this.fleet = fleet;
        fleet.options().forEach(each -> options.put(each.key(), each));
        fleet.classes().forEach(each -> classes.put(each.id(), each));
    }

    /** The fit of a placement; empty when its class or place is gone or no longer fits. */
    Optional<Fit> fit(Placement placement) {
        WorkloadClass workloads = classes.get(placement.workloads());
        FleetOption option = options.get(placement.option());
        return workloads == null || option == null
                ? Optional.empty()
                : fleet.eligible()
                        .fit(workloads, option)
                        .filter(fit -> ProblemCheck.fit(workloads, option, fit).isEmpty());
    }

    void add(Placement placement, Fit fit) {
        FleetOption option = options.get(placement.option());
        if (option == null) {
            return;
        }
        int used = fit.gpus() * placement.replicas();
        replicas += placement.replicas();
        gpus.merge(placement.option(), used, Integer::sum);
        long price = option.allocated().micros() * used;
        marginal += option.marginal().micros() * used;
        penalties += fit.penalty().micros() * placement.replicas();
        allocated += price;
        placed.computeIfAbsent(placement.workloads(), _ -> new HashMap<>())
                .put(placement.option(), placement.replicas());
        for (Cut cut : fleet.cuts()) {
            if (cut.option().equals(placement.option()) && fit.gpus() >= cut.leastGpus()) {
                cuts.merge(cut, placement.replicas(), Integer::sum);
            }
        }
        for (Budget budget : fleet.budgets()) {
            if (budget.classes().contains(placement.workloads())) {
                spent.merge(budget.id(), price, Long::sum);
                quota.merge(budget.id(), used, Integer::sum);
            }
        }
    }

    FleetPlan.Totals totals(Collection<WorkloadClass> of) {
        long moves = 0;
        for (WorkloadClass each : of) {
            Map<OptionKey, Integer> now = placed.getOrDefault(each.id(), Map.of());
            for (Map.Entry<OptionKey, Integer> there : each.present().entrySet()) {
                moves += each.moving().micros() * Math.max(0, there.getValue() - now.getOrDefault(there.getKey(), 0));
            }
        }
        return new FleetPlan.Totals(
                replicas,
                gpus.values().stream().mapToLong(Integer::longValue).sum(),
                Money.ofMicros(marginal),
                Money.ofMicros(penalties),
                Money.ofMicros(moves),
                Money.ofMicros(allocated));
    }
}
