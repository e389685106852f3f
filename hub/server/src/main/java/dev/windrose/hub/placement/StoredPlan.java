package dev.windrose.hub.placement;

import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.CapacityHold;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.protocol.Generation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The target as it stands in the database: its id, all assignments in key order, all holds, and the specs they run.
 *
 * @param since by desired object, the section's generation from which on its present content holds: a report observed
 *     under an older one speaks of older content
 * @param moves those for a price of the last day, in the order in which they were made
 */
public record StoredPlan(
        PlanId id,
        List<Assignment> assignments,
        List<CapacityHold> holds,
        List<Revision> revisions,
        Map<Subject, Generation> since,
        List<MoveLedger.Move> moves) {
    /** Moves older than this are of no budget. */
    public static final Duration MOVES_KEPT = Duration.ofDays(1);

    public StoredPlan withSince(Map<Subject, Generation> other) {
        return new StoredPlan(id, assignments, holds, revisions, other, moves);
    }
}
