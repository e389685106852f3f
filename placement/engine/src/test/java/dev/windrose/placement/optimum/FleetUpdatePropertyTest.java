package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is planned after the full plan: the classes that changed, and one workload at a time. */
class FleetUpdatePropertyTest {
    private static final FleetSolver SOLVER =
            new FleetSolver(Optional.empty(), new Effort(40, 100_000, 100_000, 20, 0, LastResort.NONE));

    @Test
    void cleanClassesStayAndNoLimitBreaks() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();
            var solved = (FleetSolution.Planned) SOLVER.solve(fleet);
            FleetPlan before = solved.plan();
            WorkloadClass grown = small.classes().getFirst();
            grown = grown.withWorkloads(1);
            FleetProblem now = changed(fleet, grown);

            var updated = (FleetUpdate.Updated.Planned)
                    new FleetUpdate(SOLVER).solve(now, before, solved.certificate(), Set.of(grown.id()));

            assertThat(clean(updated.plan(), updated.dirty())).isEqualTo(clean(before, updated.dirty()));
            assertThat(limits(now, updated.plan())).isEmpty();
        });
    }

    @Test
    void classesThatNoLongerHoldArePlannedAnew() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();
            var solved = (FleetSolution.Planned) SOLVER.solve(fleet);
            FleetPlan before = solved.plan();
            FleetProblem less = fleet.withOptions(fleet.options()
                    .subList(fleet.options().size() / 2, fleet.options().size()));
            less = less.withCuts(List.of());

            var updated = (FleetUpdate.Updated.Planned)
                    new FleetUpdate(SOLVER).solve(less, before, solved.certificate(), Set.of());

            assertThat(limits(less, updated.plan())).isEmpty();
        });
    }

    @Test
    void oneWorkloadAtATimeKeepsAllLimits() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem whole = small.problem();
            FleetProblem fleet = whole.withClasses(whole.classes().stream()
                    .map(each -> each.withWorkloads(0).withPresent(each.moving(), Map.of()))
                    .toList());
            var empty = (FleetSolution.Planned) SOLVER.solve(fleet);
            var admission = new Admission(fleet, empty.plan(), empty.certificate());
            Map<String, Map<OptionKey, Integer>> placed = new HashMap<>();

            for (WorkloadClass each : fleet.classes()) {
                admission
                        .place(each)
                        .placements()
                        .forEach(placement -> placed.computeIfAbsent(each.id(), _ -> new HashMap<>())
                                .merge(placement.option(), placement.replicas(), Integer::sum));
            }

            FleetProblem one = fleet.withClasses(
                    fleet.classes().stream().map(each -> each.withWorkloads(1)).toList());
            assertThat(limits(one, plan(placed, empty.plan()))).isEmpty();
        });
    }

    private static FleetPlan plan(Map<String, Map<OptionKey, Integer>> placed, FleetPlan like) {
        List<Placement> placements = placed.entrySet().stream()
                .flatMap(each -> each.getValue().entrySet().stream()
                        .map(there -> new Placement(each.getKey(), there.getKey(), there.getValue())))
                .sorted()
                .toList();
        return new FleetPlan(
                placements, like.unplaced(), like.unplacedByPriority(), like.totals(), like.solver(), false);
    }

    private static FleetProblem changed(FleetProblem fleet, WorkloadClass by) {
        return fleet.withClasses(fleet.classes().stream()
                .map(each -> each.id().equals(by.id()) ? by : each)
                .toList());
    }

    private static Set<Placement> clean(FleetPlan plan, Set<String> dirty) {
        return plan.placements().stream()
                .filter(each -> !dirty.contains(each.workloads()))
                .collect(Collectors.toSet());
    }

    /** Complaints about limits and places; sums and proofs are of the part that was planned. */
    private static List<String> limits(FleetProblem fleet, FleetPlan plan) {
        var none = new Certificate(
                plan.digest(), List.of(), new Proof(Optional.empty(), 0, List.of(), plan.unplacedByPriority()));
        return PlanVerifier.complaints(fleet, plan, none).stream()
                .filter(each -> each.contains("allowed") || each.contains("may not run") || each.contains("more than"))
                .toList();
    }
}
