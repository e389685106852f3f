package dev.windrose.placement.optimum;

import dev.windrose.placement.lp.LpSolver;
import java.util.List;
import java.util.Optional;

/**
 * Plans a fleet: a linear programme over pools of like places, rounding, repair and exchange, and the proof. Where the
 * proof is not good enough, the linear programme of all places goes on from its prices by column generation. Higher
 * priorities are placed as far as any plan can, then the next ones, then all of it as cheaply as can be. Without a solver, or
 * where it gives no answer, a search for prices is followed in its place; such a plan is as sound, and its proof weaker.
 * Equal problems give equal plans on the same solver, as long as the last resort does not end them.
 */
public final class FleetSolver {
    /** What plans name the search by. */
    public static final String IN_JAVA = "java";

    private final Optional<LpSolver> solver;
    private final Effort effort;

    /** Plans with the solver, if there is one and it is available. */
    public FleetSolver(Optional<LpSolver> solver, Effort effort) {
        this.solver = solver.filter(each -> each.unavailable().isEmpty());
        this.effort = effort;
    }

    /** What plans will be made by. */
    public String name() {
        return solver.map(LpSolver::name).orElse(IN_JAVA);
    }

    Optional<LpSolver> programmes() {
        return solver;
    }

    Effort effort() {
        return effort;
    }

    /** Plans, or says why not. Never throws for what is in the problem. */
    public FleetSolution solve(FleetProblem fleet) {
        List<Problem> problems = ProblemCheck.problems(fleet);
        if (!problems.isEmpty()) {
            return new FleetSolution.Refused(problems);
        }
        FleetRun run = new FleetRun(ModelBuilder.model(fleet), effort);
        if (solver.isEmpty()) {
            run.search();
        } else {
            run.pools(solver.get());
            if (!run.goodEnough() && !run.tooMuch()) {
                run.columns(solver.get());
            }
        }
        return run.planned();
    }
}
