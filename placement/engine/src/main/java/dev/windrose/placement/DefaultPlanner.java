package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places workload by workload, the higher priority first, then the older: each keeps what it has, gives the rest to its
 * cheapest eligible options, and moves for a price only where that pays.
 */
public final class DefaultPlanner implements Planner {
    private static final String SOLVER = "greedy";

    private static final Comparator<WorkloadDemand> PRECEDENCE = Comparator.comparingInt(WorkloadDemand::priority)
            .reversed()
            .thenComparing(WorkloadDemand::createdAt)
            .thenComparing(WorkloadDemand::uid);

    @Override
    public PlanningResult plan(PlanningInput input) {
        List<String> problems = InputCheck.problems(input);
        return problems.isEmpty() ? planned(input) : new PlanningResult.Refused(problems);
    }

    private static PlanningResult planned(PlanningInput input) {
        List<WorkloadDemand> order =
                input.workloads().stream().sorted(PRECEDENCE).toList();
        Map<WorkloadUid, Integer> rank = new HashMap<>();
        order.forEach(workload -> rank.put(workload.uid(), rank.size()));
        Comparator<Assignment> rows = Comparator.<Assignment>comparingInt(
                        row -> rank.getOrDefault(row.key().workload(), Integer.MAX_VALUE))
                .thenComparing(Assignment::key);
        Fleet fleet = new Fleet(input, rows);
        PriceBoard prices = new PriceBoard(input.prices());
        Map<AssignmentKey, Observation> seen = new HashMap<>();
        input.observations().forEach(each -> seen.put(each.key(), each));
        Map<WorkloadUid, List<Assignment>> assignments = new HashMap<>();
        input.assignments().stream()
                .sorted(rows)
                .forEach(row -> assignments
                        .computeIfAbsent(row.key().workload(), _ -> new ArrayList<>())
                        .add(row));

        Draft draft = new Draft();
        for (WorkloadDemand workload : order) {
            List<Assignment> own = assignments.getOrDefault(workload.uid(), List.of());
            draft.add(new WorkloadPlanner(workload, input, fleet, prices, own, seen).plan());
            assignments.remove(workload.uid());
        }
        assignments.values().forEach(orphans -> orphans.forEach(draft::remove));
        return draft.result(input);
    }

    /** The plan in the making. */
    private static final class Draft {
        private final List<Assignment> rows = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final List<WorkloadReport> reports = new ArrayList<>();
        private int gpus;

        void add(WorkloadPlanner.Outcome outcome) {
            rows.addAll(outcome.rows());
            changes.addAll(outcome.changes());
            reports.add(outcome.report());
            gpus += outcome.gpus();
        }

        void remove(Assignment orphan) {
            changes.add(new Change.Remove(
                    orphan.key(),
                    List.of(new Precondition.RowVersion(orphan.key(), orphan.version())),
                    "the workload was deleted"));
        }

        PlanningResult result(PlanningInput input) {
            rows.sort(Comparator.comparing(Assignment::key));
            changes.sort(Comparator.comparing(Change::key));
            PlanId id = changes.isEmpty() ? input.parent() : PlanIds.of(input.parent(), rows);
            return new PlanningResult.Planned(
                    new Plan(id, input.parent(), input.now(), rows, SOLVER),
                    new ChangeSet(changes),
                    new Report(reports, totals()));
        }

        private Report.Totals totals() {
            int wanted = 0;
            int placed = 0;
            int unpriced = 0;
            Money cost = Money.ZERO;
            for (WorkloadReport report : reports) {
                wanted += report.wanted();
                placed += report.placed();
                unpriced += report.unpricedReplicas();
                cost = cost.plus(report.hourlyCost());
            }
            return new Report.Totals(wanted, placed, gpus, cost, unpriced);
        }
    }
}
