package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.placement.inventory.WorkloadUid;

/**
 * The spec that a workload had at a generation.
 *
 * @param surge whether free GPUs held one more replica in each of its clusters when the generation was first planned;
 *     decided once, so that a change of free capacity never rewrites a Deployment
 */
public record Revision(
        WorkloadUid uid, long generation, String namespace, String name, InferenceWorkloadSpec spec, boolean surge) {
    public static Revision of(WorkloadObject workload, boolean surge) {
        return new Revision(
                workload.uid(), workload.generation(), workload.namespace(), workload.name(), workload.spec(), surge);
    }
}
