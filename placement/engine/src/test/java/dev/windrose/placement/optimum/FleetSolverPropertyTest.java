package dev.windrose.placement.optimum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.proof.PlanVerifier;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rules of every plan that is made without a solver; the module of OR-Tools holds the same of plans made with it. */
class FleetSolverPropertyTest {
    private static final Effort QUICK = new Effort(40, 100_000, 200_000, 20, 0, LastResort.NONE);
    private static final FleetSolver SOLVER = new FleetSolver(Optional.empty(), QUICK);

    @Test
    void everyPlanKeepsAllLimitsAndItsProofHolds() {
        Seeded.forAll(400, new Fleets(14, 6, 6), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) SOLVER.solve(fleet);

            assertThat(PlanVerifier.complaints(fleet, planned.plan(), planned.certificate()))
                    .isEmpty();
        });
    }

    @Test
    void noOptimumIsBelowTheBoundAndNoPlanBelowTheOptimum() {
        var compared = new AtomicInteger();
        Seeded.forAll(300, new Fleets(4, 3, 3), small -> {
            FleetProblem fleet = small.problem();

            var planned = (FleetSolution.Planned) SOLVER.solve(fleet);

            Oracle.best(fleet, 20_000).ifPresent(best -> {
                compared.incrementAndGet();
                Optimality.check(planned, best);
            });
        });
        assertThat(compared.get()).isGreaterThan(150);
    }

    @Test
    void theOrderOfTheInputDoesNotMatter() {
        Seeded.forAll(50, new Fleets(14, 6, 6), small -> {
            var options = new ArrayList<>(small.options());
            var classes = new ArrayList<>(small.classes());
            Collections.reverse(options);
            Collections.reverse(classes);
            var turned = new Fleets.Small(options, classes, small.fits(), small.budgets(), small.cuts());

            assertThat(SOLVER.solve(turned.problem())).isEqualTo(SOLVER.solve(small.problem()));
        });
    }
}
