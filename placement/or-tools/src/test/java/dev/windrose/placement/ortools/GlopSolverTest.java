package dev.windrose.placement.ortools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GlopSolverTest {
    private static final LpEffort ENOUGH = new LpEffort(1_000, Duration.ofMinutes(1));

    @Test
    void saysWhyNativesAreMissing() {
        Optional<String> missing = GlopSolver.load(() -> {
            throw new UnsatisfiedLinkError("no jniortools");
        });

        assertThat(new GlopSolver(missing).unavailable().orElse("")).contains("no jniortools", "java.io.tmpdir");
    }

    @Test
    void solvesAndPricesLimitsWithTheSignThatProofsTake() {
        GlopSolver glop = new GlopSolver();
        assumeTrue(glop.unavailable().isEmpty(), () -> "skipped: " + glop.unavailable());
        try (LpSession session = glop.open()) {
            int demand = session.addRow(5, 5);
            int capacity = session.addRow(Double.NEGATIVE_INFINITY, 3);
            session.addColumn(1, 100, new int[] {demand, capacity}, new double[] {1, 1}, 2);
            session.addColumn(4, 100, new int[] {demand}, new double[] {1}, 1);

            var solved = (LpOutcome.Solved) session.solve(ENOUGH);

            assertThat(solved.end()).isEqualTo(LpOutcome.End.OPTIMAL);
            assertThat(solved.values()).containsExactly(3, 2);
            assertThat(solved.duals()).containsExactly(4, -3);
            assertThat(solved.cost()).isEqualTo(11);
        }
    }

    @Test
    void goesOnWhereColumnsAreNew() {
        GlopSolver glop = new GlopSolver();
        assumeTrue(glop.unavailable().isEmpty(), () -> "skipped: " + glop.unavailable());
        try (LpSession session = glop.open()) {
            int demand = session.addRow(5, 5);
            session.addColumn(4, 100, new int[] {demand}, new double[] {1}, 1);
            session.solve(ENOUGH);
            session.addColumn(1, 2, new int[] {demand}, new double[] {1}, 1);

            assertThat(((LpOutcome.Solved) session.solve(ENOUGH)).cost()).isEqualTo(14);
        }
    }

    @Test
    void goesOnWhereOnlyLimitsChanged() {
        GlopSolver glop = new GlopSolver();
        assumeTrue(glop.unavailable().isEmpty(), () -> "skipped: " + glop.unavailable());
        try (LpSession session = glop.open()) {
            int demand = session.addRow(5, 5);
            int cheap = session.addColumn(1, 100, new int[] {demand}, new double[] {1}, 1);
            session.addColumn(4, 100, new int[] {demand}, new double[] {1}, 1);
            session.solve(ENOUGH);
            session.most(cheap, 2);
            var less = (LpOutcome.Solved) session.solve(ENOUGH);
            session.limits(demand, 3, 3);

            assertThat(less.values()).containsExactly(2, 3);
            assertThat(((LpOutcome.Solved) session.solve(ENOUGH)).values()).containsExactly(2, 1);
        }
    }

    @Test
    void aProgrammeWithoutAnAnswerFailsByValue() {
        GlopSolver glop = new GlopSolver();
        assumeTrue(glop.unavailable().isEmpty(), () -> "skipped: " + glop.unavailable());
        try (LpSession session = glop.open()) {
            int demand = session.addRow(5, 5);
            session.addColumn(4, 1, new int[] {demand}, new double[] {1}, 1);

            assertThat(session.solve(ENOUGH)).isInstanceOf(LpOutcome.Failed.class);
        }
    }
}
