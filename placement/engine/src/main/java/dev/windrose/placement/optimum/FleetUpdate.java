package dev.windrose.placement.optimum;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Plans again what changed. What stands stays as far as it still may; what is missing is placed by the prices of the last
 * proof; and where they do not prove the plan well, the classes that changed are optimised together. The others leave
 * their places only where something would stay unplaced, or lacks them itself. The proof is of the whole fleet, and the full
 * solve is the check: it is due when the gap has grown.
 */
public final class FleetUpdate {
    private final FleetSolver solver;

    public FleetUpdate(FleetSolver solver) {
        this.solver = solver;
    }

    /** What came of it. */
    public sealed interface Updated {
        /**
         * A plan of the whole fleet.
         *
         * @param whole with a proof of the whole fleet
         * @param planned classes that were asked for or are placed differently than before
         */
        record Planned(FleetSolution.Planned whole, SortedSet<String> planned) implements Updated {}

        /** Nothing was planned. */
        record Refused(List<Problem> problems) implements Updated {}
    }

    /**
     * Plans the classes of the fleet that are named.
     *
     * @param before a plan of the fleet as it was; classes and places may have gone since
     * @param certificate its prices are what places are judged by; that of the last full plan, as a rule
     */
    public Updated solve(FleetProblem fleet, FleetPlan before, Certificate certificate, Set<String> dirty) {
        List<Problem> problems = ProblemCheck.problems(fleet);
        if (!problems.isEmpty()) {
            return new Updated.Refused(problems);
        }
        var run = new UpdateRun(ModelBuilder.model(fleet), solver.effort(), before, certificate, dirty);
        if (!run.goodEnough()) {
            solver.programmes().ifPresent(run::programme);
        }
        if (!run.placesAll()) {
            run.exchange();
        }
        FleetSolution.Planned whole = run.planned();
        return new Updated.Planned(whole, planned(before, whole.plan(), dirty));
    }

    private static SortedSet<String> planned(FleetPlan before, FleetPlan now, Set<String> dirty) {
        SortedSet<String> planned = new TreeSet<>(dirty);
        Set<Placement> old = new HashSet<>(before.placements());
        now.placements().stream()
                .filter(each -> !old.remove(each))
                .map(Placement::workloads)
                .forEach(planned::add);
        old.stream().map(Placement::workloads).forEach(planned::add);
        return planned;
    }
}
