package dev.windrose.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans one workload with what the ones before it left. */
final class WorkloadPlanner {
    /**
     * What came of it.
     *
     * @param wants what was looked for and not found: it may come out otherwise when others give some back
     * @param lacksGpus its rows have fewer than they need
     */
    record Outcome(
            List<Assignment> rows,
            List<Change> changes,
            List<Move> moves,
            WorkloadReport report,
            int gpus,
            List<Want> wants,
            boolean lacksGpus) {}

    private final WorkloadDemand workload;
    private final Purse purse;
    private final PlanningInput input;
    private final Fleet fleet;
    private final PriceBoard prices;
    private final Mover.Ledger ledger;
    private final List<Candidate> candidates;
    private final List<Row> rows;
    private final Map<String, Egress> egress = new HashMap<>();

    WorkloadPlanner(
            WorkloadDemand workload,
            Purse purse,
            PlanningInput input,
            Fleet fleet,
            PriceBoard prices,
            Mover.Ledger ledger,
            List<Assignment> assignments,
            Map<AssignmentKey, Observation> seen) {
        this.workload = workload;
        this.purse = purse;
        this.input = input;
        this.fleet = fleet;
        this.prices = prices;
        this.ledger = ledger;
        this.candidates = new Eligibility(workload, prices).candidates(fleet);
        RowReader reader = new RowReader(workload, fleet, prices, candidates, seen);
        this.rows = assignments.stream().map(reader::read).toList();
    }

    Outcome plan() {
        RowWriter writer = new RowWriter(workload, input.now(), input.settings());
        Map<AssignmentKey, Row> byKey = rows.stream().collect(Collectors.toMap(Row::key, row -> row));
        Allotment allotment =
                new Allotment(workload, purse, choices(byKey), input.settings().failoverHeadroom(), displaced());
        Mover mover = new Mover(workload, input, fleet, prices, byKey, ledger);
        if (workload.paused()) {
            mover.improve(allotment, false);
            writer.copy(rows);
        } else {
            allotment.deal();
            mover.improve(allotment, settled(allotment));
            Map<AssignmentKey, Integer> keep = Handover.keep(workload.replicas(), rows, allotment.targets());
            allotment.noteKept(keep);
            writer.write(rows, keep);
        }
        WorkloadReport report = new WorkloadReporter(workload, candidates, rows, allotment, this::egress)
                .report(writer.rows(), mover.stays());
        int gpus = placed(writer.rows(), allotment);
        List<Want> wants = allotment.choices().stream()
                .flatMap(choice -> choice.want(allotment.unplaced()).stream())
                .toList();
        boolean lacksGpus = rows.stream().anyMatch(row -> row.withoutGpu() > 0);
        return new Outcome(
                writer.rows(),
                List.copyOf(writer.changes()),
                List.copyOf(mover.moves()),
                report,
                gpus,
                wants,
                lacksGpus);
    }

    private int placed(List<Assignment> written, Allotment allotment) {
        return workload.paused()
                ? written.stream()
                        .filter(row -> row.phase() != Phase.DRAINING)
                        .mapToInt(Assignment::gpus)
                        .sum()
                : allotment.targets().entrySet().stream()
                        .mapToInt(entry -> entry.getKey().shape().gpusPerReplica() * entry.getValue())
                        .sum();
    }

    /** Replicas of the row that make room for others, and whose successors are on their way. */
    private int leaving(Row row) {
        return input.guidance().of(workload.uid()).stream()
                .filter(way -> way.from().equals(row.key())
                        && way.version() == row.assignment().version())
                .mapToInt(way -> Math.min(way.replicas(), surging(way.to())))
                .sum();
    }

    private int surging(Guidance.Place place) {
        return rows.stream()
                .filter(row -> row.phase() == Phase.SURGING
                        && Guidance.Place.of(row.key()).equals(place))
                .mapToInt(Row::replicas)
                .sum();
    }

    private int displaced() {
        return rows.stream()
                .filter(row -> !row.draining() && (row.gone() || row.mustLeave().isPresent()))
                .mapToInt(Row::replicas)
                .sum();
    }

    private List<Choice> choices(Map<AssignmentKey, Row> byKey) {
        List<Choice> choices = new ArrayList<>();
        for (Row row : rows) {
            if (row.held()) {
                choices.add(Choice.row(Choice.Kind.HELD, row, weight(row), row.replicas()));
            } else if (!row.draining() && !row.gone() && row.mustLeave().isEmpty()) {
                int stay = Math.max(0, row.replicas() - row.withoutGpu() - leaving(row));
                choices.add(Choice.row(Choice.Kind.PRESENT, row, weight(row), stay));
            }
        }
        for (Candidate candidate : candidates) {
            if (candidate instanceof Candidate.Eligible(Option option)) {
                Optional<Row> row = Optional.ofNullable(byKey.get(option.key()));
                int reserved = row.filter(Row::draining)
                        .map(each -> each.replicas() - each.withoutGpu())
                        .orElse(0);
                choices.add(Choice.option(option, weight(option), row.isPresent(), reserved));
            }
        }
        return choices;
    }

    private Weight weight(Row row) {
        return weight(row.key(), row.region(), row.price());
    }

    private Weight weight(Option option) {
        return weight(option.key(), option.cluster().region(), option.price());
    }

    private Weight weight(AssignmentKey key, String region, Optional<Money> price) {
        return Weight.of(
                input.guidance().worth(key),
                workload.policy(),
                region,
                price,
                egress(region),
                prices.interruptions(fleet, key),
                input.settings());
    }

    private Egress egress(String region) {
        return workload.policy().egress().isEmpty()
                ? Egress.NONE
                : egress.computeIfAbsent(
                        region,
                        _ -> Egress.of(
                                workload.policy(), region, input.settings().egress()));
    }

    /** Nothing else is going on: only then may a replica move for its price. */
    private boolean settled(Allotment allotment) {
        return allotment.unplaced() == 0
                && rows.stream()
                        .allMatch(row -> row.phase() == Phase.SERVING
                                && !row.silent()
                                && !row.paused()
                                && row.replicas() == allotment.targets().getOrDefault(row.key(), 0)
                                && row.assignment().generation() == workload.generation())
                && allotment.targets().size() == rows.size();
    }
}
