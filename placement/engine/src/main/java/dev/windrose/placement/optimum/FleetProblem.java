package dev.windrose.placement.optimum;

import java.util.Comparator;
import java.util.List;

/**
 * What is to be placed and where it can be. Lists are put in order, so that equal problems give equal plans whatever order
 * they came in.
 *
 * @param eligible asked for every class and place
 */
public record FleetProblem(
        List<FleetOption> options,
        List<WorkloadClass> classes,
        Eligible eligible,
        List<Budget> budgets,
        List<Cut> cuts) {
    public FleetProblem {
        options = sorted(options, Comparator.comparing(FleetOption::key));
        classes = sorted(classes, Comparator.comparing(WorkloadClass::id));
        budgets = sorted(budgets, Comparator.comparing(Budget::id));
        cuts = sorted(
                cuts,
                Comparator.comparing(Cut::option)
                        .thenComparingInt(Cut::leastGpus)
                        .thenComparingInt(Cut::mostReplicas));
    }

    public static FleetProblem of(List<FleetOption> options, List<WorkloadClass> classes, Eligible eligible) {
        return new FleetProblem(options, classes, eligible, List.of(), List.of());
    }

    public FleetProblem withBudgets(List<Budget> others) {
        return new FleetProblem(options, classes, eligible, others, cuts);
    }

    public FleetProblem withCuts(List<Cut> others) {
        return new FleetProblem(options, classes, eligible, budgets, others);
    }

    public FleetProblem withClasses(List<WorkloadClass> others) {
        return new FleetProblem(options, others, eligible, budgets, cuts);
    }

    public FleetProblem withOptions(List<FleetOption> others) {
        return new FleetProblem(others, classes, eligible, budgets, cuts);
    }

    private static <T> List<T> sorted(List<T> values, Comparator<T> order) {
        return values.stream().sorted(order).toList();
    }
}
