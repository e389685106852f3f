package dev.windrose.hub.placement.db;

import dev.windrose.hub.placement.Revision;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Change;
import dev.windrose.placement.ChangeSet;
import dev.windrose.placement.Plan;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a stored plan becomes by a change set, as the rows become it. Pure. */
final class Successor {
    private record RevisionId(WorkloadUid uid, long generation) {}

    private Successor() {}

    /** The plan that follows, with what its objects are since when still as it was. */
    static StoredPlan of(StoredPlan parent, Plan plan, ChangeSet changes, List<Revision> brought) {
        var assignments = assignments(parent.assignments(), changes);
        return new StoredPlan(
                plan.id(),
                assignments,
                parent.holds(),
                revisions(parent.revisions(), brought, assignments),
                parent.since(),
                moves(parent.moves(), changes, plan.madeAt()));
    }

    private static List<MoveLedger.Move> moves(List<MoveLedger.Move> before, ChangeSet changes, Instant at) {
        if (changes.moves().isEmpty()) {
            return before;
        }
        var oldest = at.minus(StoredPlan.MOVES_KEPT);
        return Stream.concat(
                        before.stream().filter(move -> move.at().isAfter(oldest)),
                        changes.moves().stream()
                                .map(move -> new MoveLedger.Move(
                                        move.from().workload().value(), at)))
                .toList();
    }

    private static List<Assignment> assignments(List<Assignment> before, ChangeSet changes) {
        Map<AssignmentKey, Change> byKey = new HashMap<>();
        changes.changes().forEach(change -> byKey.put(change.key(), change));
        var after = new ArrayList<Assignment>(before.size() + byKey.size());
        for (var assignment : before) {
            if (!byKey.containsKey(assignment.key())) {
                after.add(assignment);
            }
        }
        for (var change : changes.changes()) {
            switch (change) {
                case Change.Upsert upsert -> after.add(upsert.row());
                case Change.Remove _ -> {}
            }
        }
        after.sort(Comparator.comparing(Assignment::key));
        return List.copyOf(after);
    }

    /** The stored one of an id stays; what no assignment runs may be tidied away at any time and is not remembered. */
    private static List<Revision> revisions(
            List<Revision> before, List<Revision> brought, List<Assignment> assignments) {
        var run = new HashSet<RevisionId>();
        assignments.forEach(a -> run.add(new RevisionId(a.key().workload(), a.generation())));
        var after = new LinkedHashMap<RevisionId, Revision>();
        for (var revisions : List.of(before, brought)) {
            for (var revision : revisions) {
                var id = new RevisionId(revision.uid(), revision.generation());
                if (run.contains(id)) {
                    after.putIfAbsent(id, revision);
                }
            }
        }
        return List.copyOf(after.values());
    }
}
