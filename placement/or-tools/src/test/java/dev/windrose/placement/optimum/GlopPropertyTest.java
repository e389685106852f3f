package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.ortools.GlopSolver;
import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of plans, of those made with GLOP. */
class GlopPropertyTest {
    private static final FleetSolver SOLVER =
            new FleetSolver(Optional.of(new GlopSolver()), new Effort(40, 100_000, 200_000, 3, 0, LastResort.NONE));

    @BeforeAll
    static void available() {
        Optional<String> missing = new GlopSolver().unavailable();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing);
    }

    @Test
    void everyPlanKeepsAllLimitsAndItsProofHolds() {
        Seeded.forAll(400, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) SOLVER.solve(fleet);

            assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                    .isEmpty();
            assertThat(planned.plan().solver()).isEqualTo("glop");
        });
    }

    @Test
    void noOptimumIsBelowTheBoundAndNoPlanBelowTheOptimum() {
        var compared = new AtomicInteger();
        var same = new AtomicInteger();
        Seeded.forAll(300, new Fleets(4, 3, 3), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) SOLVER.solve(fleet);

            Oracle.best(fleet, 20_000).ifPresent(best -> {
                compared.incrementAndGet();
                Optimality.check(planned, best);
                if (planned.plan().totals().cost().micros() == best.cost()) {
                    same.incrementAndGet();
                }
            });
        });
        assertThat(compared.get()).isGreaterThan(150);
        assertThat(same.get()).isGreaterThan(compared.get() * 9 / 10);
    }

    @Test
    void theLinearProgrammeIsSolvedToTheEnd() {
        Seeded.forAll(200, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) SOLVER.solve(fleet);

            // Where all is placed, the bound is the best of the linear programme of all columns, or above it.
            if (planned.plan().unplaced().isEmpty()) {
                double moves = fleet.classes().stream()
                        .mapToDouble(each -> each.moving().micros()
                                * each.present().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum())
                        .sum();
                assertThat(planned.certificate().cost().bound()).isGreaterThanOrEqualTo((long)
                        Math.floor(planned.effort().linear() * 1e6 + moves - 10));
            }
        });
    }

    @Test
    void equalProblemsGiveEqualPlans() {
        Seeded.forAll(
                50,
                new Fleets(14, 6, 6),
                small -> assertThat(SOLVER.solve(small.problem())).isEqualTo(SOLVER.solve(small.problem())));
    }
}
