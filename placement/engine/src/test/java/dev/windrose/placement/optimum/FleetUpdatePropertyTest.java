package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.math.BigInteger;
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
    void theWholePlanIsVerifiedAndWhatDidNotChangeStaysWherePlaceIs() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();
            var solved = (FleetSolution.Planned) SOLVER.solve(fleet);
            WorkloadClass grown = small.classes().getFirst();
            grown = grown.withWorkloads(1);
            FleetProblem now = changed(fleet, grown);

            var updated = updated(now, solved, Set.of(grown.id()));

            assertThat(PlanVerifier.complaints(
                            now, updated.whole().plan(), updated.whole().certificate()))
                    .isEmpty();
            if (updated.whole().plan().unplaced().isEmpty()
                    && solved.plan().unplaced().isEmpty()) {
                assertThat(updated.planned()).containsExactly(grown.id());
            }
            assertThat(others(updated.whole().plan(), updated.planned()))
                    .isEqualTo(others(solved.plan(), updated.planned()));
        });
    }

    @Test
    void whatNoLongerHoldsIsPlannedAnew() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();
            var solved = (FleetSolution.Planned) SOLVER.solve(fleet);
            FleetProblem less = fleet.withOptions(fleet.options()
                    .subList(fleet.options().size() / 2, fleet.options().size()));
            less = less.withCuts(List.of());

            var updated = updated(less, solved, Set.of());

            assertThat(PlanVerifier.complaints(
                            less, updated.whole().plan(), updated.whole().certificate()))
                    .isEmpty();
        });
    }

    @Test
    void noOtherPriceOfWhatIsLeftProvesMore() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            Model model = ModelBuilder.model(small.problem());
            DualBound judge = new DualBound(model, Stage.cost(model.levels()), Duals.none(model));
            judge.bound(new long[model.levels()]);
            for (int level = 0; level < model.levels(); level++) {
                long price = new ForgonePrices(model, judge).of(left(model, level))[level];

                BigInteger best = bound(model, level, price).add(BigInteger.valueOf(1_000_000));
                for (long other : new long[] {0, price / 2, price * 2, -500_000_000, -2_000_000_000}) {
                    assertThat(bound(model, level, other)).isLessThanOrEqualTo(best);
                }
            }
        });
    }

    private static long[] left(Model model, int level) {
        long[] left = new long[model.levels()];
        left[level] = 2 * Model.UNIT;
        return left;
    }

    private static BigInteger bound(Model model, int level, long price) {
        Duals duals = Duals.none(model);
        duals.unplaced()[level] = price;
        return new DualBound(model, Stage.cost(model.levels()), duals).bound(left(model, level));
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

    private static FleetUpdate.Updated.Planned updated(
            FleetProblem now, FleetSolution.Planned before, Set<String> dirty) {
        return (FleetUpdate.Updated.Planned)
                new FleetUpdate(SOLVER).solve(now, before.plan(), before.certificate(), dirty);
    }

    private static Set<Placement> others(FleetPlan plan, Set<String> planned) {
        return plan.placements().stream()
                .filter(each -> !planned.contains(each.workloads()))
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
