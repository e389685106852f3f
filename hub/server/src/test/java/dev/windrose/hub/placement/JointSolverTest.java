package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.HubConfig.Solver;
import dev.windrose.placement.Calm;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.PlannerSettings;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.ortools.GlopSolver;
import java.time.Instant;
import java.util.List;
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
        var nothing = new PlanningInput(
                Instant.parse("2026-03-01T12:00:00Z"),
                PlanId.NONE,
                List.of(),
                List.of(),
                _ -> Optional.empty(),
                List.of(),
                List.of(),
                SpotHazards.NONE,
                List.of(),
                List.of(),
                List.of(),
                Calm.NONE,
                Guidance.NONE,
                PlannerSettings.DEFAULT);
        try (var solver = new JointSolver(wanted)) {
            return solver.solve(nothing).map(guidance -> guidance.summary().solver());
        }
    }
}
