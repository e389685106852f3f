package dev.windrose.placement;

import dev.windrose.placement.calm.MoveReason;

/**
 * Replicas that move for a price, make-before-break.
 *
 * @param replicas how many go in this plan
 * @param saving what they cost less in an hour, all together
 * @param detail with figures
 */
public record Move(
        AssignmentKey from, AssignmentKey to, int replicas, MoveReason reason, Money saving, String detail) {}
