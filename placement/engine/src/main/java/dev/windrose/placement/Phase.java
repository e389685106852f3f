package dev.windrose.placement;

/**
 * Where an assignment is in its life; each step forward is a new plan made from what was observed.
 *
 * <pre>
 * SURGING --all replicas observed ready--> SERVING --replaced or not wanted--> DRAINING --drain time over--> (removed)
 *    \----------------------not wanted before it was ready---------------------------------------------------^
 * </pre>
 */
public enum Phase {
    SURGING,
    SERVING,
    DRAINING
}
