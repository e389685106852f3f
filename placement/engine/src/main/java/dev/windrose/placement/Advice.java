package dev.windrose.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What would have to change for a workload to be placed whole: each of its constraints relaxed alone, planned as the
 * engine plans, and what that would cost.
 *
 * @param reliefs what helps, the cheapest first, what has no known price last
 * @param tried relaxations that were planned
 * @param truncated whether time ran out before all were tried
 */
public record Advice(List<Relief> reliefs, int tried, boolean truncated) {
    /** Nothing has to change. */
    public static final Advice NONE = new Advice(List.of(), 0, false);

    /** One change that is enough. @param hourlyCost allocated, of the whole workload; empty: a part has no known price */
    public record Relief(Relaxation change, int placed, Optional<Money> hourlyCost) {}

    private static final Comparator<Relief> CHEAPEST = Comparator.comparing(
                    (Relief relief) -> relief.hourlyCost().isEmpty())
            .thenComparing(relief -> relief.hourlyCost().orElse(Money.ZERO))
            .thenComparing(relief -> relief.change().what())
            .thenComparing(relief -> relief.change().to());

    public Advice {
        reliefs = List.copyOf(reliefs);
    }

    /**
     * Tries them one after the other while {@code goOn} says so.
     *
     * @param input with the workload in it
     * @param placed replicas of it that have a place as things are
     */
    public static Advice of(
            DefaultPlanner planner, PlanningInput input, WorkloadDemand demand, int placed, BooleanSupplier goOn) {
        List<Relief> reliefs = new ArrayList<>();
        Set<String> helped = new HashSet<>();
        int tried = 0;
        for (Relaxation change : Relaxations.of(demand, placed)) {
            if (change.step() > 0 && helped.contains(change.what())) {
                continue;
            }
            if (!goOn.getAsBoolean()) {
                return new Advice(sorted(reliefs), tried, true);
            }
            tried++;
            relief(planner, input, change).ifPresent(relief -> {
                reliefs.add(relief);
                helped.add(change.what());
            });
        }
        return new Advice(sorted(reliefs), tried, false);
    }

    private static List<Relief> sorted(List<Relief> reliefs) {
        return reliefs.stream().sorted(CHEAPEST).toList();
    }

    private static Optional<Relief> relief(DefaultPlanner planner, PlanningInput input, Relaxation change) {
        return switch (planner.plan(input.with(change.demand()))) {
            case PlanningResult.Refused _ -> Optional.empty();
            case PlanningResult.Planned planned ->
                planned.report().workloads().stream()
                        .filter(report -> report.uid().equals(change.demand().uid()))
                        .filter(report -> report.placed() >= change.demand().replicas())
                        .findFirst()
                        .map(report -> new Relief(change, report.placed(), report.knownCost()));
        };
    }
}
