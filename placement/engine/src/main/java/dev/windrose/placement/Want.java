package dev.windrose.placement;

import java.util.Optional;

/**
 * GPUs that a workload looked for and did not find.
 *
 * @param headroom what had to stay free for failover
 * @param why said of it
 * @param orNodes nodes that an autoscaler may add would have done as well
 */
record Want(AssignmentKey key, Limit.Percent headroom, Rejection why, boolean orNodes) {
    /** Whether the same workload would be told the same of the fleet as it is now. */
    boolean stands(WorkloadDemand workload, Fleet fleet) {
        int gpus = key.shape().gpusPerReplica();
        Optional<NodeGroup> group =
                fleet.cluster(key.cluster()).flatMap(cluster -> cluster.group(NodeGroup.Key.of(key)));
        return group.flatMap(each -> each.full(gpus, workload.tolerations(), headroom))
                        .equals(Optional.of(why))
                && !(orNodes && group.get().mayProvision(gpus, workload.tolerations(), workload.uid()));
    }
}
