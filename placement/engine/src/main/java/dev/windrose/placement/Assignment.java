package dev.windrose.placement;

import java.time.Instant;

/**
 * One row: replicas of a workload on one option.
 *
 * @param generation the workload's generation that these replicas run
 * @param since when the row entered its phase; the dwell and the drain time count from here
 * @param version of the row, 1 when it is new; a change set expects the one it was made from
 */
public record Assignment(AssignmentKey key, int replicas, Phase phase, long generation, Instant since, long version) {
    public Assignment {
        if (replicas < 1) {
            throw new IllegalArgumentException(
                    "Assignment %s has %d replicas. Maybe it is to be removed.".formatted(key.text(), replicas));
        }
        if (version < 1) {
            throw new IllegalArgumentException("Row version (%d) must be at least 1.".formatted(version));
        }
    }

    /** GPUs that all its replicas hold. */
    public int gpus() {
        return Math.multiplyExact(replicas, key.shape().gpusPerReplica());
    }
}
