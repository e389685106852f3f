package dev.windrose.simulator.fleet;

import java.util.List;
import java.util.Optional;

/**
 * Nodes of one kind.
 *
 * @param count how many nodes; zero is a pool that is scaled to nothing
 * @param maxCount so many the cluster's autoscaler may make of them; not less than count, and equal to it where nothing scales
 * @param gpuProduct empty for a pool without GPUs; then gpusPerNode and gpuMemoryMiB are zero
 * @param mig what of them is cut
 * @param vcpus virtual processors of one node
 * @param memoryGiB memory of one node
 */
public record PoolSpec(
        String name,
        String instanceType,
        int count,
        int maxCount,
        CapacityType capacityType,
        Optional<GpuProduct> gpuProduct,
        int gpusPerNode,
        int gpuMemoryMiB,
        MigSpec mig,
        int vcpus,
        int memoryGiB,
        List<TaintSpec> taints) {
    public PoolSpec {
        taints = List.copyOf(taints);
    }

    public boolean scales() {
        return maxCount > count;
    }
}
