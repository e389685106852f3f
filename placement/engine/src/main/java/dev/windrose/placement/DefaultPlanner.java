package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

    /**
     * What came of a pass.
     *
     * @param memory for the next pass; empty when the input was refused
     * @param planned workloads that were planned, not taken over from the pass before
     */
    public record Pass(PlanningResult result, Optional<PlanMemory> memory, int planned) {}

    @Override
    public PlanningResult plan(PlanningInput input) {
        return first(input).result();
    }

    /** Plans every workload. */
    public Pass first(PlanningInput input) {
        return pass(Optional.empty(), input);
    }

    /**
     * Plans the workloads for which something changed since the pass that {@code memory} is of; of the others it takes over
     * what was decided. Gives the same plan and the same reasons as a full pass; only ages that details tell ("inventory is
     * 95 s old") are those of when the workload was planned. {@link PlanMemory} says why.
     */
    public Pass next(PlanMemory memory, PlanningInput input) {
        return pass(Optional.of(memory).filter(each -> each.holdsFor(input)), input);
    }

    private static Pass pass(Optional<PlanMemory> memory, PlanningInput input) {
        List<String> problems = InputCheck.problems(input);
        return problems.isEmpty()
                ? planned(memory, input)
                : new Pass(new PlanningResult.Refused(problems), Optional.empty(), 0);
    }

    private static Pass planned(Optional<PlanMemory> memory, PlanningInput input) {
        List<WorkloadDemand> order =
                input.workloads().stream().sorted(PRECEDENCE).toList();
        Map<WorkloadUid, Integer> rank = new HashMap<>();
        order.forEach(workload -> rank.put(workload.uid(), rank.size()));
        List<Assignment> rows = input.assignments().stream()
                .sorted(Comparator.<Assignment>comparingInt(
                                row -> rank.getOrDefault(row.key().workload(), Integer.MAX_VALUE))
                        .thenComparing(Assignment::key))
                .toList();
        Map<WorkloadUid, List<Assignment>> assignments = new LinkedHashMap<>();
        rows.forEach(row -> assignments
                .computeIfAbsent(row.key().workload(), _ -> new ArrayList<>(1))
                .add(row));
        Map<AssignmentKey, Observation> seen = new HashMap<>();
        input.observations().forEach(each -> seen.put(each.key(), each));

        Fleet fleet = new Fleet(input, rows);
        PriceBoard prices = new PriceBoard(input.prices(), input.spotHazards());
        Purses purses = new Purses(input, assignments, fleet, prices);
        Mover.Ledger ledger = new Mover.Ledger(input.calm().ledger());
        SharedCandidates candidates = new SharedCandidates();
        Draft draft = new Draft();
        Map<WorkloadUid, PlanMemory.Known> known = new HashMap<>();
        int planned = 0;
        for (WorkloadDemand workload : order) {
            List<Assignment> own =
                    Objects.requireNonNullElse(assignments.remove(workload.uid()), List.<Assignment>of());
            List<Observation> observed = observed(own, seen);
            Purse purse = purses.of(workload);
            Optional<WorkloadPlanner.Outcome> before =
                    memory.flatMap(each -> each.outcome(workload, purse, own, observed, fleet, input, ledger));
            planned += before.isPresent() ? 0 : 1;
            WorkloadPlanner.Outcome outcome = before.orElseGet(() -> candidates.shared(
                    new WorkloadPlanner(workload, purse, input, fleet, prices, ledger, own, seen).plan()));
            draft.add(outcome);
            purses.planned(workload, outcome);
            known.put(workload.uid(), new PlanMemory.Known(workload, purse, own, observed, outcome));
        }
        assignments.values().forEach(orphans -> orphans.forEach(draft::remove));
        return new Pass(draft.result(input), Optional.of(new PlanMemory(input, known)), planned);
    }

    private static List<Observation> observed(List<Assignment> rows, Map<AssignmentKey, Observation> seen) {
        return rows.stream()
                .map(row -> seen.get(row.key()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The plan in the making. */
    private static final class Draft {
        private final List<Assignment> rows = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final List<Move> moves = new ArrayList<>();
        private final List<WorkloadReport> reports = new ArrayList<>();
        private int gpus;

        void add(WorkloadPlanner.Outcome outcome) {
            rows.addAll(outcome.rows());
            changes.addAll(outcome.changes());
            moves.addAll(outcome.moves());
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
            PlanId id = changes.isEmpty() ? input.parent() : PlanIds.of(input.parent(), changes);
            return new PlanningResult.Planned(
                    new Plan(id, input.parent(), input.now(), rows, solver(input.guidance())),
                    new ChangeSet(changes, moves),
                    new Report(reports, totals()));
        }

        private static String solver(Guidance guidance) {
            return guidance.advisesAs(Guidance.NONE)
                    ? SOLVER
                    : SOLVER + ", guided by " + guidance.summary().solver();
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
