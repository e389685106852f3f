package dev.windrose.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Says of one workload what became of every candidate, and what is waited on. */
final class WorkloadReporter {
    private final WorkloadDemand workload;
    private final List<Candidate> candidates;
    private final List<Row> before;
    private final Allotment allotment;
    private final Function<String, Egress> egress;
    private final Map<AssignmentKey, Integer> placed = new HashMap<>();

    /** @param egress what it costs by region */
    WorkloadReporter(
            WorkloadDemand workload,
            List<Candidate> candidates,
            List<Row> before,
            Allotment allotment,
            Function<String, Egress> egress) {
        this.workload = workload;
        this.candidates = candidates;
        this.before = before;
        this.allotment = allotment;
        this.egress = egress;
    }

    WorkloadReport report(List<Assignment> rows, List<Stay> stays) {
        if (workload.paused()) {
            rows.stream()
                    .filter(row -> row.phase() != Phase.DRAINING)
                    .forEach(row -> placed.put(row.key(), row.replicas()));
        } else {
            placed.putAll(allotment.targets());
        }
        Money cost = Money.ZERO;
        int unpriced = 0;
        for (Map.Entry<AssignmentKey, Optional<Money>> price : prices().entrySet()) {
            int replicas = placed.getOrDefault(price.getKey(), 0);
            cost = cost.plus(price.getValue().orElse(Money.ZERO).times(replicas));
            unpriced += price.getValue().isPresent() ? 0 : replicas;
        }
        Waiting waiting = waiting(rows);
        return new WorkloadReport(
                workload.uid(),
                workload.text(),
                workload.replicas(),
                placed.values().stream().mapToInt(Integer::intValue).sum(),
                cost,
                unpriced,
                waiting.on(),
                waiting.detail(),
                candidateReports(),
                stays,
                notes());
    }

    private Map<AssignmentKey, Optional<Money>> prices() {
        Map<AssignmentKey, Optional<Money>> prices = new HashMap<>();
        allotment.choices().forEach(choice -> prices.put(choice.key(), choice.price()));
        before.forEach(row -> prices.putIfAbsent(row.key(), row.price()));
        return prices;
    }

    private record Waiting(WaitingOn on, String detail) {}

    private Waiting waiting(List<Assignment> rows) {
        if (workload.pause().isPresent()) {
            return new Waiting(WaitingOn.PAUSED, workload.pause().get().text());
        }
        if (allotment.overBudget().isPresent()) {
            return new Waiting(
                    WaitingOn.BUDGET,
                    allotment.unplaced() + " of " + workload.replicas() + " replicas have no place: "
                            + allotment.overBudget().get().detail());
        }
        if (allotment.unplaced() > 0) {
            return new Waiting(
                    WaitingOn.CAPACITY,
                    allotment.unplaced() + " of " + workload.replicas()
                            + " replicas have no place; the candidates say why");
        }
        Optional<Row> silent = before.stream().filter(Row::silent).findFirst();
        if (silent.isPresent()) {
            return new Waiting(
                    WaitingOn.FRESH_INVENTORY,
                    "cluster " + silent.get().key().cluster().value() + " is silent; what it has is kept");
        }
        Optional<Row> frozen = before.stream().filter(this::waitsForResume).findFirst();
        if (frozen.isPresent()) {
            return new Waiting(
                    WaitingOn.PAUSED,
                    "cluster " + frozen.get().key().cluster().value() + " is paused; what it has stays as it is");
        }
        Set<AssignmentKey> draining = new HashSet<>();
        Set<AssignmentKey> old = new HashSet<>();
        for (Assignment row : rows) {
            if (row.phase() == Phase.SURGING) {
                return new Waiting(
                        WaitingOn.READINESS,
                        "replicas in cluster " + row.key().cluster().value() + " are not all ready");
            }
            if (row.phase() == Phase.DRAINING) {
                draining.add(row.key());
            } else if (row.generation() < workload.generation()) {
                old.add(row.key());
            }
        }
        if (!old.isEmpty()) {
            return new Waiting(WaitingOn.ROLLOUT, old.size() + " assignments still run an older generation");
        }
        return draining.isEmpty()
                ? new Waiting(WaitingOn.NOTHING, "")
                : new Waiting(WaitingOn.DRAIN, draining.size() + " assignments drain");
    }

    /** A row that would change if its cluster were not paused. */
    private boolean waitsForResume(Row row) {
        return row.paused()
                && (row.draining()
                        || row.replicas() != placed.getOrDefault(row.key(), 0)
                        || row.mustLeave().isPresent()
                        || row.assignment().generation() < workload.generation());
    }

    private List<String> notes() {
        return allotment.notes();
    }

    private List<CandidateReport> candidateReports() {
        Map<AssignmentKey, Rejection> blocked = new HashMap<>();
        allotment.choices().stream()
                .filter(choice -> choice.kind() == Choice.Kind.NEW)
                .forEach(choice -> blocked.put(choice.key(), choice.blocked()));
        Rejection notNeeded = new Rejection(Reason.NOT_NEEDED, "");
        List<CandidateReport> reports = new ArrayList<>();
        Set<AssignmentKey> told = new HashSet<>();
        for (Candidate candidate : candidates) {
            switch (candidate) {
                case Candidate.Eligible(Option option) -> {
                    told.add(option.key());
                    reports.add(eligible(option, blocked.getOrDefault(option.key(), notNeeded)));
                }
                case Candidate.Rejected rejected -> reports.add(rejected(rejected));
            }
        }
        before.stream()
                .filter(row -> !told.contains(row.key()) && placed.getOrDefault(row.key(), 0) > 0)
                .forEach(row -> reports.add(kept(row)));
        return reports;
    }

    private CandidateReport eligible(Option option, Rejection why) {
        int replicas = placed.getOrDefault(option.key(), 0);
        Reason reason = replicas > 0 ? Reason.CHOSEN : workload.paused() ? Reason.PAUSED : why.reason();
        String detail =
                reason == Reason.PAUSED ? workload.pause().map(Pause::text).orElse("") : why.detail();
        return new CandidateReport(
                option.cluster().id(),
                Optional.of(option.key().shape()),
                Optional.of(option.key().tier()),
                replicas,
                reason,
                replicas > 0 && !detail.isEmpty() ? "no more: " + detail : detail,
                option.price(),
                option.price().map(_ -> Money.ZERO),
                egress.apply(option.cluster().region()));
    }

    private CandidateReport rejected(Candidate.Rejected rejected) {
        return new CandidateReport(
                rejected.cluster().id(),
                rejected.shape(),
                rejected.tier(),
                0,
                rejected.why().reason(),
                rejected.why().detail(),
                rejected.price(),
                rejected.price().map(_ -> Money.ZERO),
                egress.apply(rejected.cluster().region()));
    }

    /** Replicas that stay where no new one would come. */
    private CandidateReport kept(Row row) {
        return new CandidateReport(
                row.key().cluster(),
                Optional.of(row.key().shape()),
                Optional.of(row.key().tier()),
                placed.getOrDefault(row.key(), 0),
                Reason.CHOSEN,
                "kept; nothing new comes here",
                row.price(),
                row.price().map(_ -> Money.ZERO),
                egress.apply(row.region()));
    }
}
