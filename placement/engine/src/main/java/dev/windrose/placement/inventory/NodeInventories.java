package dev.windrose.placement.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a member's inventory from what its API says of nodes and pods. Pure.
 *
 * <p>GPUs are counted as the scheduler counts them: {@code status.allocatable} less the effective requests of every pod
 * that is bound to the node and has not ended.
 */
public final class NodeInventories {
    private NodeInventories() {}

    /** One record per node, in the order of the names. Pods of nodes that are not listed are left out. */
    public static List<NodeInventory> read(List<NodeFacts> nodes, List<PodFacts> pods) {
        Map<String, List<PodFacts>> byNode = new HashMap<>();
        for (PodFacts pod : pods) {
            if (pod.holdsNode()) {
                byNode.computeIfAbsent(pod.nodeName(), _ -> new ArrayList<>()).add(pod);
            }
        }
        return nodes.stream()
                .sorted(Comparator.comparing(NodeFacts::name))
                .map(node -> read(node, byNode.getOrDefault(node.name(), List.of())))
                .toList();
    }

    private static NodeInventory read(NodeFacts node, List<PodFacts> pods) {
        SortedSet<String> resources = gpuResources(node);
        Optional<GpuInventory> gpu =
                resources.isEmpty() ? Optional.empty() : Optional.of(gpu(node, resources.first(), pods));
        return new NodeInventory(
                node.name(),
                NodeOrigins.read(node),
                node.readyCondition().equals("True"),
                !node.unschedulable(),
                node.taints(),
                gpu,
                understanding(node, resources, gpu));
    }

    private static SortedSet<String> gpuResources(NodeFacts node) {
        SortedSet<String> found = new TreeSet<>();
        node.capacity().forEach((name, units) -> addGpu(found, name, units));
        node.allocatable().forEach((name, units) -> addGpu(found, name, units));
        return found;
    }

    private static void addGpu(SortedSet<String> found, String resource, long units) {
        if (units > 0 && vendor(resource) != GpuVendor.UNKNOWN && !resource.endsWith("_monitoring")) {
            found.add(resource);
        }
    }

    private static GpuVendor vendor(String resource) {
        if (resource.equals("nvidia.com/gpu")
                || resource.equals("nvidia.com/gpu.shared")
                || resource.startsWith("nvidia.com/mig-")) {
            return GpuVendor.NVIDIA;
        }
        if (resource.startsWith("amd.com/")) {
            return GpuVendor.AMD;
        }
        return resource.startsWith("gpu.intel.com/") || resource.equals("habana.ai/gaudi")
                ? GpuVendor.INTEL
                : GpuVendor.UNKNOWN;
    }

    private static GpuInventory gpu(NodeFacts node, String resource, List<PodFacts> pods) {
        GpuLabels labels = new GpuLabels(node, resource);
        SortedMap<WorkloadUid, Integer> ours = new TreeMap<>();
        int foreign = 0;
        for (PodFacts pod : pods) {
            int units = Math.toIntExact(pod.effectiveRequest(resource));
            Optional<WorkloadUid> owner = owner(pod);
            if (units > 0 && owner.isPresent()) {
                ours.merge(owner.get(), units, Integer::sum);
            } else {
                foreign += units;
            }
        }
        int allocatable = units(node.allocatable(), resource);
        return new GpuInventory(
                vendor(resource),
                resource,
                labels.product(),
                labels.usableMiB(),
                labels.sharing(),
                Math.max(allocatable, units(node.capacity(), resource)),
                allocatable,
                ours,
                foreign);
    }

    /** A uid that is none marks no pod of ours: it is counted as foreign, which takes room but never too little. */
    private static Optional<WorkloadUid> owner(PodFacts pod) {
        String uid = pod.labels().getOrDefault(PodFacts.OWNER_LABEL, "");
        return WorkloadUid.isValid(uid) ? Optional.of(new WorkloadUid(uid)) : Optional.empty();
    }

    private static int units(Map<String, Long> quantities, String resource) {
        return Math.toIntExact(Math.max(0, quantities.getOrDefault(resource, 0L)));
    }

    private static Understanding understanding(
            NodeFacts node, SortedSet<String> resources, Optional<GpuInventory> gpu) {
        if (resources.size() > 1) {
            return Understanding.not("the node offers several GPU resources: " + String.join(", ", resources));
        }
        if (gpu.isEmpty()) {
            String count = node.labels().getOrDefault("nvidia.com/gpu.count", "0");
            return count.equals("0")
                    ? Understanding.FULL
                    : Understanding.not("labels name " + count
                            + " GPUs, but the node offers none. Maybe the device plugin does not run there.");
        }
        return new GpuLabels(node, resources.first()).understanding(gpu.get().capacity());
    }
}
