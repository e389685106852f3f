package dev.windrose.placement;

import java.time.Instant;
import java.util.List;

/**
 * A complete placement of the fleet: executing it leaves nothing to choose. Immutable.
 *
 * @param id of content and parent; equals {@code parent} when nothing changes
 * @param assignments all rows in key order
 * @param solver what made it
 */
public record Plan(PlanId id, PlanId parent, Instant madeAt, List<Assignment> assignments, String solver) {
    public Plan {
        assignments = List.copyOf(assignments);
    }
}
