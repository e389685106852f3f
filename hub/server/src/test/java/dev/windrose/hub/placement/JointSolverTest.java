package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.hub.HubConfig.Solver;
import dev.windrose.placement.ortools.GlopSolver;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JointSolverTest {
    @Test
    void nativeCodeIsUsedWhereItCanBeLoaded() throws InterruptedException {
        String expected = new GlopSolver().unavailable().isEmpty() ? "glop" : "java";

        assertThat(solvedBy(Solver.GLOP)).contains(expected);
    }

    @Test
    void nativeCodeCanBeLeftOut() throws InterruptedException {
        assertThat(solvedBy(Solver.JAVA)).contains("java");
    }

    private static Optional<String> solvedBy(Solver wanted) throws InterruptedException {
        try (var solver = new JointSolver(wanted)) {
            return solver.solve(Given.input(Instant.parse("2026-03-01T12:00:00Z")))
                    .map(guidance -> guidance.summary().solver());
        }
    }
}
