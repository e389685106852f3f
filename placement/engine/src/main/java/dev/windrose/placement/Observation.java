package dev.windrose.placement;

/**
 * What a member reports of one assignment.
 *
 * @param ready replicas that are ready
 * @param generation the workload's generation that the ready replicas run
 */
public record Observation(AssignmentKey key, int ready, long generation) {
    public Observation {
        if (ready < 0) {
            throw new IllegalArgumentException("Ready replicas (%d) must not be negative.".formatted(ready));
        }
    }
}
