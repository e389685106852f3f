package dev.windrose.placement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the rows of one workload anew, and the changes that lead there with their preconditions. */
final class RowWriter {
    private final WorkloadDemand workload;
    private final Instant now;
    private final PlannerSettings settings;
    private final SortedMap<AssignmentKey, Assignment> rows = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    RowWriter(WorkloadDemand workload, Instant now, PlannerSettings settings) {
        this.workload = workload;
        this.now = now;
        this.settings = settings;
    }

    List<Assignment> rows() {
        return List.copyOf(rows.values());
    }

    List<Change> changes() {
        return changes;
    }

    /** Everything stays as it is. */
    void copy(List<Row> present) {
        present.forEach(row -> rows.put(row.key(), row.assignment()));
    }

    void write(List<Row> present, Map<AssignmentKey, Integer> keep) {
        SortedMap<AssignmentKey, Row> before = new TreeMap<>();
        present.forEach(row -> before.put(row.key(), row));
        Optional<AssignmentKey> rolls = nextToRoll(before, keep);
        before.forEach((key, row) -> {
            int replicas = keep.getOrDefault(key, 0);
            if (row.paused()) {
                rows.put(key, row.assignment());
            } else if (replicas == 0) {
                end(row);
            } else {
                long generation = rolls.filter(key::equals).isPresent()
                        ? workload.generation()
                        : row.assignment().generation();
                put(row, next(row, replicas, generation));
            }
        });
        new TreeMap<>(keep).forEach((key, replicas) -> {
            if (replicas > 0 && !before.containsKey(key)) {
                upsert(
                        new Assignment(key, replicas, Phase.SURGING, workload.generation(), now, 1),
                        0,
                        replicas,
                        "placed: " + replicas + " replicas");
            }
        });
        changes.sort(Comparator.comparing(Change::key));
    }

    /** A changed spec goes round row by row: the next one starts when all that have it are ready. */
    private Optional<AssignmentKey> nextToRoll(SortedMap<AssignmentKey, Row> before, Map<AssignmentKey, Integer> keep) {
        Optional<AssignmentKey> next = Optional.empty();
        for (Row row : before.values()) {
            int replicas = keep.getOrDefault(row.key(), 0);
            if (replicas == 0 || row.draining() || row.silent() || row.paused()) {
                continue;
            }
            boolean current = row.assignment().generation() >= workload.generation();
            if (current && !row.readyAt(workload.generation(), Math.min(replicas, row.replicas()))) {
                return Optional.empty();
            }
            if (!current && next.isEmpty()) {
                next = Optional.of(row.key());
            }
        }
        return next;
    }

    private Assignment next(Row row, int replicas, long generation) {
        Assignment old = row.assignment();
        Phase phase = old.phase();
        if (row.draining() || replicas > old.replicas()) {
            phase = Phase.SURGING;
        } else if (phase == Phase.SURGING && row.readyAt(old.generation(), replicas)) {
            phase = Phase.SERVING;
        }
        Instant since = phase == old.phase() ? old.since() : now;
        return new Assignment(
                old.key(), replicas, phase, row.draining() ? workload.generation() : generation, since, old.version());
    }

    private void put(Row row, Assignment next) {
        Assignment old = row.assignment();
        if (next.equals(old)) {
            rows.put(old.key(), old);
            return;
        }
        Assignment numbered = new Assignment(
                next.key(), next.replicas(), next.phase(), next.generation(), next.since(), old.version() + 1);
        upsert(numbered, old.version(), next.replicas() - old.replicas(), reason(old, next));
    }

    private static String reason(Assignment old, Assignment next) {
        List<String> parts = new ArrayList<>();
        if (next.replicas() != old.replicas()) {
            parts.add("replicas " + old.replicas() + " to " + next.replicas());
        }
        if (next.phase() != old.phase()) {
            parts.add(old.phase() + " to " + next.phase());
        }
        if (next.generation() != old.generation()) {
            parts.add("generation " + old.generation() + " to " + next.generation());
        }
        return String.join(", ", parts);
    }

    private void upsert(Assignment row, long expected, int more, String reason) {
        List<Precondition> needs = new ArrayList<>();
        needs.add(new Precondition.RowVersion(row.key(), expected));
        needs.add(new Precondition.WorkloadGeneration(workload.uid(), workload.generation()));
        if (more > 0) {
            needs.add(new Precondition.FreeCapacity(
                    row.key().cluster(), row.key().shape(), row.key().tier(), more));
        }
        rows.put(row.key(), row);
        changes.add(new Change.Upsert(row, needs, reason));
    }

    /** What never served goes at once; what did drains first. */
    private void end(Row row) {
        Assignment old = row.assignment();
        boolean served = old.phase() == Phase.SERVING || row.knownReady() > 0;
        boolean drained = row.draining() && !now.isBefore(old.since().plus(settings.drainFor()));
        if (row.gone() || drained || (!row.draining() && !served)) {
            changes.add(new Change.Remove(
                    old.key(),
                    List.of(new Precondition.RowVersion(old.key(), old.version())),
                    row.gone()
                            ? "the cluster is no member any more"
                            : drained ? "drained" : "not wanted, never served"));
        } else if (row.draining()) {
            rows.put(old.key(), old);
        } else {
            put(row, new Assignment(old.key(), old.replicas(), Phase.DRAINING, old.generation(), now, old.version()));
        }
    }
}
