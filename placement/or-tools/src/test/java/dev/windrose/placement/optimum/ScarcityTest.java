package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.Money;
import dev.windrose.placement.ortools.GlopSolver;
import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans of fleets in which much stays unplaced, as they are before the programme of all places for the cost. */
class ScarcityTest {
    /** No exchange after rounding, and whatever comes of it is good enough. */
    private static final FleetSolver SOLVER = new FleetSolver(
            Optional.of(new GlopSolver()), new Effort(40, 100_000, 0, 3, 1_000_000_000, LastResort.NONE));

    @BeforeAll
    static void available() {
        Optional<String> missing = new GlopSolver().unavailable();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing);
    }

    private static FleetSolution.Planned planned(FleetProblem fleet) {
        var planned = (FleetSolution.Planned) SOLVER.solve(fleet);
        assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                .isEmpty();
        return planned;
    }

    private static long bound(FleetSolution.Planned planned, int priority) {
        return planned.certificate().coverage().stream()
                .filter(proof -> proof.priority().orElseThrow() == priority)
                .mapToLong(Proof::bound)
                .findFirst()
                .orElse(0);
    }

    private static Eligible gpus(int ofLarge) {
        return (workloads, _) -> Optional.of(new Fit(workloads.id().startsWith("large") ? ofLarge : 1, 1, Money.ZERO));
    }

    /** Places that classes see alike, a cheap one and a dear one: on average a budget of 4 pays for two replicas, in the cheap one for four. */
    @Test
    void aBudgetMayHaveTheCheapPlacesOfAPool() {
        List<FleetOption> options =
                List.of(Fleets.option("a", "r", "L4", "1.00", 4), Fleets.option("b", "r", "L4", "3.00", 4));
        List<WorkloadClass> classes = List.of(WorkloadClass.of("poor", 0, 1, 8), WorkloadClass.of("rich", 0, 1, 4));
        FleetProblem fleet = FleetProblem.of(options, classes, gpus(1))
                .withBudgets(List.of(Budget.hourly("b", Set.of("poor"), Money.parse("4.00"))));

        FleetSolution.Planned planned = planned(fleet);

        assertThat(planned.plan().unplacedByPriority()).containsEntry(0, 4_000L);
        assertThat(bound(planned, 0)).isEqualTo(4_000);
    }

    @Test
    void largeReplicasAreMadeWholeBeforeSmallOnesTakeTheirRoom() {
        List<FleetOption> options =
                List.of(Fleets.option("a", "r", "L4", "1.00", 3), Fleets.option("b", "r", "L4", "1.00", 3));
        List<WorkloadClass> classes = List.of(
                WorkloadClass.of("large", 10, 1, 2),
                WorkloadClass.of("small", 10, 1, 2),
                WorkloadClass.of("tail", 0, 1, 9));
        FleetProblem fleet = FleetProblem.of(options, classes, gpus(2));

        FleetSolution.Planned planned = planned(fleet);

        assertThat(planned.plan().unplacedByPriority()).containsEntry(10, 0L).containsEntry(0, 9_000L);
    }

    @Test
    void whatCanBePlacedOfSmallScarceFleetsIsPlaced() {
        var compared = new AtomicInteger();
        var same = new AtomicInteger();
        Seeded.forAll(300, new Fleets(4, 3, 6), small -> {
            FleetProblem fleet = small.problem();

            FleetSolution.Planned planned = planned(fleet);

            Oracle.best(fleet, 20_000).ifPresent(best -> {
                long left = Arrays.stream(best.unplaced()).sum();
                long asked = fleet.classes().stream()
                        .mapToLong(each -> 1_000L * each.workloads() * each.replicas())
                        .sum();
                if (left > asked / 5) {
                    compared.incrementAndGet();
                    Optimality.check(planned, best);
                    long[] unplaced = planned.plan().unplacedByPriority().values().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
                    if (Arrays.equals(unplaced, best.unplaced())) {
                        same.incrementAndGet();
                    }
                }
            });
        });
        assertThat(compared.get()).isGreaterThan(50);
        assertThat(same.get()).isGreaterThan(compared.get() * 9 / 10);
    }
}
