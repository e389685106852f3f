package dev.windrose.placement;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

/**
 * Equal candidate lists as one. Thousands of workloads that ask for the same are told the same of each cluster; kept one by
 * one, the reports of 6,000 workloads on 200 clusters would be most of a hub's heap.
 */
final class SharedCandidates {
    /** Lists that are compared with; lists that differ mostly do so in their first elements. */
    private static final int RECENT = 16;

    private final ArrayDeque<List<CandidateReport>> recent = new ArrayDeque<>();

    WorkloadPlanner.Outcome shared(WorkloadPlanner.Outcome outcome) {
        WorkloadReport report = outcome.report();
        return new WorkloadPlanner.Outcome(
                outcome.rows(),
                outcome.changes(),
                outcome.moves(),
                report.with(one(report.candidates())),
                outcome.gpus(),
                outcome.wants(),
                outcome.lacksGpus());
    }

    private List<CandidateReport> one(List<CandidateReport> candidates) {
        for (Iterator<List<CandidateReport>> each = recent.iterator(); each.hasNext(); ) {
            List<CandidateReport> known = each.next();
            if (known.equals(candidates)) {
                each.remove();
                recent.addFirst(known);
                return known;
            }
        }
        if (recent.size() == RECENT) {
            recent.removeLast();
        }
        recent.addFirst(candidates);
        return candidates;
    }
}
