package dev.windrose.placement;

import dev.windrose.placement.calm.MoveReason;
import java.time.Instant;

/**
 * Why replicas stay although a cheaper place is known. All its figures stand while prices do, so a report is not another
 * one at each look.
 *
 * @param to the best other place that it may run in; whether that has room is found out only when it is to move
 * @param replicas that stay
 * @param saving what they would cost less in an hour, all together, in both of the last two refreshes; zero where that is
 *     not known
 * @param moving what moving them costs
 * @param reason never one that moves
 * @param detail with the figures, for people
 * @param staying what staying has cost each of them
 * @param enough millionths of a dollar that staying must have cost each of them before they move for that, here or to
 *     another cheaper place
 */
public record Stay(
        AssignmentKey to,
        int replicas,
        Money saving,
        Money moving,
        MoveReason reason,
        String detail,
        Staying staying,
        double enough) {
    public AssignmentKey from() {
        return staying.row();
    }

    /** Whether by then staying has cost so much that it is decided anew. */
    boolean ripe(Instant at) {
        return staying.at(at).owedMicros() >= enough;
    }
}
