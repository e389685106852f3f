package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.WorkloadUid;

/** What must still hold when a change becomes the target; data, so that the store checks it in its own transaction. */
public sealed interface Precondition {
    /** The row has this version; 0: there is no such row. */
    record RowVersion(AssignmentKey key, long expected) implements Precondition {}

    /** The workload's spec is still of this generation. */
    record WorkloadGeneration(WorkloadUid workload, long expected) implements Precondition {}

    /** This many more replicas of the shape still have free GPUs, each on one node, beside all other rows and holds. */
    record FreeCapacity(ClusterId cluster, Shape shape, CapacityTier tier, int replicas) implements Precondition {}
}
