package dev.windrose.hub.placement;

import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.CapacityHold;
import dev.windrose.placement.PlanId;
import dev.windrose.protocol.Generation;
import java.util.List;
import java.util.Map;

/**
 * The target as it stands in the database: its id, all assignments in key order, all holds, and the specs they run.
 *
 * @param since by desired object, the section's generation from which on its present content holds: a report observed
 *     under an older one speaks of older content
 */
public record StoredPlan(
        PlanId id,
        List<Assignment> assignments,
        List<CapacityHold> holds,
        List<Revision> revisions,
        Map<Subject, Generation> since) {
    public StoredPlan withSince(Map<Subject, Generation> other) {
        return new StoredPlan(id, assignments, holds, revisions, other);
    }
}
