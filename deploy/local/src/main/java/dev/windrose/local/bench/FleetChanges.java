package dev.windrose.local.bench;

import dev.windrose.placement.optimum.FleetPlan;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.FleetSolution;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.optimum.FleetUpdate;
import dev.windrose.placement.optimum.WorkloadClass;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes to one plan, each of other classes that grow; the first one is told by itself and checked by the full solve. */
final class FleetChanges {
    private static final int DIRTY = 100;
    private static final int CHANGES = 5;
    /** Workloads of a class that changed, in twentieths of what they were. */
    private static final int GROWN = 21;

    private final FleetProblem fleet;
    private final FleetSolution.Planned full;
    private final Supplier<FleetSolver> solver;
    private final PrintStream out;

    FleetChanges(FleetProblem fleet, FleetSolution.Planned full, Supplier<FleetSolver> solver, PrintStream out) {
        this.fleet = fleet;
        this.full = full;
        this.solver = solver;
        this.out = out;
    }

    List<Row> rows() {
        var samples = new Samples();
        FleetPlan first = changed(0, samples);
        double seconds = samples.percentile(50) / 1000;
        for (int change = 1; change < CHANGES; change++) {
            changed(change, samples);
        }
        check(first);
        return List.of(
                Row.atMost(FleetPlanBench.row("fleet: 100 classes changed, the first time", first), seconds, "s", 1),
                Row.atMost("fleet: 100 classes changed, median of five", samples.percentile(50) / 1000, "s", 1));
    }

    private FleetPlan changed(int change, Samples samples) {
        FleetProblem now = grown(change);
        var update = new FleetUpdate(solver.get());
        long from = System.nanoTime();
        var updated = (FleetUpdate.Updated.Planned) update.solve(now, full.plan(), full.certificate(), dirty(change));
        long took = System.nanoTime() - from;
        samples.add(took);
        FleetPlan plan = updated.whole().plan();
        out.printf(
                "100 classes changed: %.2f s, %s USD/h, unplaced %s, gap %.3f %%, %d others gave way; %s%n",
                took / 1e9,
                plan.totals().cost(),
                plan.unplacedByPriority(),
                updated.whole().certificate().gapPercent(plan).orElse(100),
                updated.planned().size() - DIRTY,
                updated.whole().effort());
        return plan;
    }

    private void check(FleetPlan first) {
        var check = (FleetSolution.Planned) solver.get().solve(grown(0));
        long bound = check.certificate().leastCost().micros();
        out.printf(
                "planned anew %s USD/h, unplaced %s: the first change is %.3f %% above the bound of that%n",
                check.plan().totals().cost(),
                check.plan().unplacedByPriority(),
                100.0 * (first.totals().cost().micros() - bound) / bound);
    }

    private Set<String> dirty(int change) {
        int classes = fleet.classes().size();
        return IntStream.range(0, DIRTY)
                .mapToObj(i -> fleet.classes().get((i + change * classes / CHANGES) % classes))
                .map(WorkloadClass::id)
                .collect(Collectors.toSet());
    }

    private FleetProblem grown(int change) {
        Set<String> dirty = dirty(change);
        return fleet.withClasses(fleet.classes().stream()
                .map(each -> dirty.contains(each.id())
                        ? each.withWorkloads(Math.max(1, each.workloads() * GROWN / 20))
                        : each)
                .toList());
    }
}
