package dev.windrose.placement.optimum;

import java.util.List;

/** What came of planning a fleet. */
public sealed interface FleetSolution {
    /**
     * A plan that keeps every limit.
     *
     * @param notes fits that made no sense and were left out, the first hundred
     * @param effort what it took
     */
    record Planned(FleetPlan plan, Certificate certificate, List<Problem> notes, Spent effort)
            implements FleetSolution {
        public Planned {
            notes = List.copyOf(notes);
        }
    }

    /** Nothing was planned. */
    record Refused(List<Problem> problems) implements FleetSolution {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * What it took.
     *
     * @param columns pairs of class and place in all
     * @param considered of them in the linear programme
     * @param rounds of solving it
     * @param linear its best cost in dollars
     */
    record Spent(int columns, int considered, int rounds, double linear) {}
}
