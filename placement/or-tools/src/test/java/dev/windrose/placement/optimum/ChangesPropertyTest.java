package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.ortools.GlopSolver;
import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes to a plan, by the programme of changes, with the full solve as their check. */
class ChangesPropertyTest {
    private static final FleetSolver SOLVER =
            new FleetSolver(Optional.of(new GlopSolver()), new Effort(40, 100_000, 200_000, 3, 0, LastResort.NONE));

    @BeforeAll
    static void available() {
        Optional<String> missing = new GlopSolver().unavailable();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing);
    }

    /** A fleet of which the first half of the classes has a workload more, and its plan as it was. */
    private record Grown(FleetProblem now, FleetSolution.Planned before, Set<String> dirty) {
        static Grown of(Fleets.Small small) {
            List<WorkloadClass> first =
                    small.classes().subList(0, Math.ceilDiv(small.classes().size(), 2));
            Set<String> dirty = first.stream().map(WorkloadClass::id).collect(Collectors.toSet());
            FleetProblem now = small.problem();
            FleetProblem was = now.withClasses(now.classes().stream()
                    .map(each -> dirty.contains(each.id()) ? each.withWorkloads(each.workloads() - 1) : each)
                    .toList());
            return new Grown(now, (FleetSolution.Planned) SOLVER.solve(was), dirty);
        }

        FleetUpdate.Updated.Planned updated() {
            return (FleetUpdate.Updated.Planned)
                    new FleetUpdate(SOLVER).solve(now, before.plan(), before.certificate(), dirty);
        }
    }

    @Test
    void everyPlanIsVerifiedWithItsCertificateOfTheWholeFleet() {
        Seeded.forAll(200, new Fleets(12, 8, 6), small -> {
            Grown grown = Grown.of(small);

            FleetSolution.Planned whole = grown.updated().whole();

            assertThat(PlanVerifier.complaints(grown.now(), whole.plan(), whole.certificate()))
                    .isEmpty();
        });
    }

    @Test
    void whatDidNotChangeStaysEvenWhereItIsCheaperElsewhere() {
        FleetOption dear = Fleets.option("c1", "r1", "h100", "9", 8);
        FleetOption cheap = Fleets.option("c2", "r2", "h100", "1", 8);
        Eligible eligible = (_, _) -> Optional.of(Fit.of(1));
        WorkloadClass grown = WorkloadClass.of("grown", 0, 1, 1);
        WorkloadClass same = WorkloadClass.of("same", 0, 2, 1);
        var before =
                (FleetSolution.Planned) SOLVER.solve(FleetProblem.of(List.of(dear), List.of(grown, same), eligible));
        FleetProblem now = FleetProblem.of(List.of(dear, cheap), List.of(grown.withWorkloads(3), same), eligible);

        var updated = new Grown(now, before, Set.of("grown")).updated();

        assertThat(updated.planned()).containsExactly("grown");
        assertThat(updated.whole().plan().placements())
                .containsExactly(new Placement("grown", cheap.key(), 3), new Placement("same", dear.key(), 2));
    }

    @Test
    void whatDidNotChangeGivesWayToWhatWouldStayUnplaced() {
        FleetOption small = Fleets.option("c1", "r1", "l4", "1", 2);
        FleetOption large = Fleets.option("c2", "r2", "h100", "3", 4);
        Eligible eligible = (workloads, option) ->
                workloads.id().equals("same") || option.equals(large) ? Optional.of(Fit.of(1)) : Optional.empty();
        WorkloadClass grown = WorkloadClass.of("grown", 10, 1, 1);
        WorkloadClass same = WorkloadClass.of("same", 0, 2, 1);
        var before =
                (FleetSolution.Planned) SOLVER.solve(FleetProblem.of(List.of(large), List.of(grown, same), eligible));
        FleetProblem now = FleetProblem.of(List.of(small, large), List.of(grown.withWorkloads(4), same), eligible);

        var updated = new Grown(now, before, Set.of("grown")).updated();

        assertThat(updated.planned()).containsExactly("grown", "same");
        assertThat(updated.whole().plan().unplaced()).isEmpty();
    }

    @Test
    void whatShrankGivesBackWhatItHas() {
        Seeded.forAll(200, new Fleets(12, 8, 6), small -> {
            FleetProblem was = small.problem();
            var before = (FleetSolution.Planned) SOLVER.solve(was);
            FleetProblem now = was.withClasses(
                    was.classes().stream().map(each -> each.withWorkloads(1)).toList());
            Set<String> dirty = now.classes().stream().map(WorkloadClass::id).collect(Collectors.toSet());

            FleetSolution.Planned whole =
                    new Grown(now, before, dirty).updated().whole();

            assertThat(PlanVerifier.complaints(now, whole.plan(), whole.certificate()))
                    .isEmpty();
        });
    }

    @Test
    void inAlmostAllFleetsAsMuchIsPlacedAsByTheFullSolveForLittleMore() {
        var fleets = new AtomicInteger();
        var worse = new AtomicInteger();
        Seeded.forAll(200, new Fleets(12, 8, 6), small -> {
            Grown grown = Grown.of(small);
            var full = (FleetSolution.Planned) SOLVER.solve(grown.now());

            FleetPlan plan = grown.updated().whole().plan();

            int order = Arrays.compare(unplaced(plan), unplaced(full.plan()));
            long above =
                    plan.totals().cost().micros() - full.plan().totals().cost().micros();
            boolean dearer = above > full.plan().totals().cost().micros() / 10;
            fleets.incrementAndGet();
            worse.addAndGet(order > 0 || order == 0 && dearer ? 1 : 0);
        });
        assertThat(worse.get()).isLessThan(fleets.get() / 8);
    }

    @Test
    void equalChangesGiveEqualPlans() {
        Seeded.forAll(50, new Fleets(12, 8, 6), small -> {
            Grown grown = Grown.of(small);

            assertThat(grown.updated()).isEqualTo(grown.updated());
        });
    }

    private static long[] unplaced(FleetPlan plan) {
        return plan.unplacedByPriority().values().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
