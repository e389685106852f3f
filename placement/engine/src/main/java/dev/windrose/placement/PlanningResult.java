package dev.windrose.placement;

import java.util.List;

/** What came of planning. */
public sealed interface PlanningResult {
    /** A plan; with an empty change set the parent stays the target. */
    record Planned(Plan plan, ChangeSet changes, Report report) implements PlanningResult {}

    /** The input contradicts itself; nothing was planned. Each problem says how to mend it. */
    record Refused(List<String> problems) implements PlanningResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
