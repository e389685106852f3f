package dev.windrose.placement.optimum;

import dev.windrose.placement.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans again what changed: the dirty classes are optimised together in what the others leave, and the others stay where
 * they are. Classes whose placements no longer hold are dirty by themselves. The full solve is its check.
 */
public final class FleetUpdate {
    private final FleetSolver solver;

    public FleetUpdate(FleetSolver solver) {
        this.solver = solver;
    }

    /** What came of it. */
    public sealed interface Updated {
        /**
         * A plan of the whole fleet.
         *
         * @param part the plan of the dirty classes alone; its certificate is about them, given the others
         * @param dirty all classes that were planned
         */
        record Planned(FleetPlan plan, FleetSolution.Planned part, Set<String> dirty) implements Updated {}

        /** Nothing was planned. */
        record Refused(List<Problem> problems) implements Updated {}
    }

    /**
     * Plans the classes of the fleet that are named.
     *
     * @param certificate of the last full plan: its prices are where the search begins
     */
    public Updated solve(FleetProblem fleet, FleetPlan before, Certificate certificate, Set<String> dirty) {
        List<Problem> problems = ProblemCheck.problems(fleet);
        if (!problems.isEmpty()) {
            return new Updated.Refused(problems);
        }
        Set<String> all = new TreeSet<>(dirty);
        Tally clean = clean(fleet, before, all);
        FleetProblem part = part(fleet, all, clean);
        return switch (solver.solve(part, certificate)) {
            case FleetSolution.Refused(List<Problem> why) -> new Updated.Refused(why);
            case FleetSolution.Planned planned ->
                new Updated.Planned(merged(fleet, before, all, planned), planned, all);
        };
    }

    /** Counts what stays; classes of which something cannot stay become dirty until all the others can. */
    private static Tally clean(FleetProblem fleet, FleetPlan before, Set<String> dirty) {
        while (true) {
            Tally tally = new Tally(fleet);
            Set<String> broken = new TreeSet<>();
            for (Placement each : before.placements()) {
                if (!dirty.contains(each.workloads())) {
                    Optional<Fit> fit = tally.fit(each);
                    fit.ifPresent(found -> tally.add(each, found));
                    if (fit.isEmpty() || beyond(tally, each.option())) {
                        broken.add(each.workloads());
                    }
                }
            }
            if (broken.isEmpty()) {
                before.placements().stream()
                        .map(Placement::workloads)
                        .distinct()
                        .filter(id -> !dirty.contains(id) && beyondBudget(fleet, tally, id))
                        .forEach(broken::add);
            }
            if (broken.isEmpty()) {
                return tally;
            }
            dirty.addAll(broken);
        }
    }

    /** Whether a budget of the class has more than its ceiling and than what its classes have now. */
    private static boolean beyondBudget(FleetProblem fleet, Tally tally, String id) {
        return fleet.budgets().stream()
                .filter(each -> each.classes().contains(id))
                .anyMatch(each -> {
                    Tally now = present(fleet, each);
                    long spent = tally.spent.getOrDefault(each.id(), 0L);
                    int gpus = tally.quota.getOrDefault(each.id(), 0);
                    return spent > each.hourly().map(Money::micros).orElse(Long.MAX_VALUE)
                                    && spent > now.spent.getOrDefault(each.id(), 0L)
                            || gpus > each.gpus().orElse(Integer.MAX_VALUE)
                                    && gpus > now.quota.getOrDefault(each.id(), 0);
                });
    }

    private static Tally present(FleetProblem fleet, Budget budget) {
        Tally now = new Tally(fleet);
        for (String id : budget.classes()) {
            Objects.requireNonNull(now.classes.get(id)).present().forEach((key, count) -> {
                Placement there = new Placement(id, key, count);
                now.fit(there).ifPresent(fit -> now.add(there, fit));
            });
        }
        return now;
    }

    private static boolean beyond(Tally tally, OptionKey key) {
        FleetOption option = tally.options.get(key);
        return option == null
                || tally.gpus.getOrDefault(key, 0) > option.usable()
                || tally.cuts.entrySet().stream()
                        .anyMatch(cut -> cut.getKey().option().equals(key)
                                && cut.getValue() > cut.getKey().mostReplicas());
    }

    private static FleetProblem part(FleetProblem fleet, Set<String> dirty, Tally clean) {
        List<WorkloadClass> classes = fleet.classes().stream()
                .filter(each -> dirty.contains(each.id()))
                .toList();
        List<FleetOption> options = fleet.options().stream()
                .map(each -> new FleetOption(
                        each.key(),
                        each.region(),
                        each.marginal(),
                        each.allocated(),
                        each.usable() - clean.gpus.getOrDefault(each.key(), 0),
                        0))
                .toList();
        List<Budget> budgets =
                fleet.budgets().stream().map(each -> rest(each, classes, clean)).toList();
        List<Cut> cuts = fleet.cuts().stream()
                .map(each -> new Cut(
                        each.option(), each.leastGpus(), each.mostReplicas() - clean.cuts.getOrDefault(each, 0)))
                .toList();
        Map<OptionKey, FleetOption> whole = new HashMap<>(clean.options);
        Eligible eligible =
                (workloads, option) -> fleet.eligible().fit(workloads, whole.getOrDefault(option.key(), option));
        return new FleetProblem(options, classes, eligible, budgets, cuts);
    }

    private static Budget rest(Budget budget, List<WorkloadClass> classes, Tally clean) {
        TreeSet<String> of = new TreeSet<>();
        classes.stream()
                .map(WorkloadClass::id)
                .filter(budget.classes()::contains)
                .forEach(of::add);
        long spent = clean.spent.getOrDefault(budget.id(), 0L);
        int gpus = clean.quota.getOrDefault(budget.id(), 0);
        return new Budget(
                budget.id(),
                of,
                budget.hourly().map(ceiling -> Money.ofMicros(Math.max(0, ceiling.micros() - spent))),
                budget.gpus().map(quota -> Math.max(0, quota - gpus)));
    }

    private static FleetPlan merged(
            FleetProblem fleet, FleetPlan before, Set<String> dirty, FleetSolution.Planned part) {
        List<Placement> placements = new ArrayList<>(part.plan().placements());
        before.placements().stream()
                .filter(each -> !dirty.contains(each.workloads()))
                .forEach(placements::add);
        Collections.sort(placements);
        Tally tally = new Tally(fleet);
        placements.forEach(each -> tally.fit(each).ifPresent(fit -> tally.add(each, fit)));

        SortedMap<String, Long> unplaced = new TreeMap<>(part.plan().unplaced());
        before.unplaced().forEach((id, missing) -> {
            if (!dirty.contains(id) && tally.classes.containsKey(id)) {
                unplaced.put(id, missing);
            }
        });
        SortedMap<Integer, Long> byPriority = new TreeMap<>(Collections.reverseOrder());
        fleet.classes()
                .forEach(each -> byPriority.merge(each.priority(), unplaced.getOrDefault(each.id(), 0L), Long::sum));
        return new FleetPlan(
                placements,
                unplaced,
                byPriority,
                tally.totals(fleet.classes()),
                part.plan().solver(),
                part.plan().truncated());
    }
}
