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
    /** Labels and annotations of a pod, beside the owner, that count: those of schedulers that share GPUs. */
    public static final List<String> POD_KEYS = KaiShares.KEYS;

    private static final Comparator<GpuReading> BEST_FIRST = Comparator.comparing((GpuReading r) -> !r.open())
            .thenComparing(r -> r.gpu().usedByOwner().isEmpty())
            .thenComparing(r -> r.gpu().allocatable() == 0)
            .thenComparing(r -> !r.gpu().isolated())
            .thenComparing(r -> r.gpu().sharing())
            .thenComparing(r -> r.gpu().vendor())
            .thenComparing(r -> r.gpu().resource())
            .thenComparing(r -> r.gpu().product());

    private NodeInventories() {}

    /** One record per node, in the order of the names. Pods of nodes that are not listed are left out. */
    public static List<NodeInventory> read(List<NodeFacts> nodes, List<PodFacts> pods) {
        Map<String, List<PodFacts>> byNode = byNode(pods);
        return nodes.stream()
                .sorted(Comparator.comparing(NodeFacts::name))
                .map(node -> read(node, byNode.getOrDefault(node.name(), List.of())))
                .toList();
    }

    /** The pods that hold something of each node. */
    public static Map<String, List<PodFacts>> byNode(List<PodFacts> pods) {
        Map<String, List<PodFacts>> byNode = new HashMap<>();
        for (PodFacts pod : pods) {
            if (pod.holdsNode()) {
                byNode.computeIfAbsent(pod.nodeName(), _ -> new ArrayList<>()).add(pod);
            }
        }
        return byNode;
    }

    private static NodeInventory read(NodeFacts node, List<PodFacts> pods) {
        return inventory(node, readings(node, pods), shared(node, pods));
    }

    /** What the device plugins of a node report, one reading per resource. */
    public static List<GpuReading> readings(NodeFacts node, List<PodFacts> pods) {
        SortedSet<String> resources = gpuResources(node);
        KaiShares kai = KaiShares.read(node, pods);
        Optional<String> riddle = contradiction(node);
        return resources.stream()
                .map(resource -> {
                    GpuInventory gpu = gpu(node, resource, pods, kai);
                    Understanding understanding =
                            riddle.map(Understanding::not).orElseGet(() -> understanding(node, gpu, pods, kai));
                    return GpuReading.of(gpu, understanding);
                })
                .toList();
    }

    /** GPUs of the node that are given out in parts, beside the whole ones. */
    public static List<OtherGpus> shared(NodeFacts node, List<PodFacts> pods) {
        return gpuResources(node).contains(GpuResources.NVIDIA)
                ? KaiShares.read(node, pods)
                        .shown(gpu(node, GpuResources.NVIDIA, List.of(), KaiShares.read(node, List.of())))
                        .stream()
                        .toList()
                : List.of();
    }

    /** NVIDIA GPUs of the node that KAI gives out in parts and that no request shows. */
    public static int sharedUnseen(NodeFacts node, List<PodFacts> pods) {
        return KaiShares.read(node, pods).unseen();
    }

    /**
     * The record of a node. The planner places on slices that have a resource of their own, and on the best of the other
     * readings, or is told why not; the rest is shown.
     */
    public static NodeInventory inventory(NodeFacts node, List<GpuReading> readings, List<OtherGpus> shared) {
        List<GpuInventory> slices = readings.stream()
                .filter(GpuReading::isSlice)
                .map(GpuReading::gpu)
                .sorted(Comparator.comparing(GpuInventory::resource))
                .toList();
        List<GpuReading> sorted = readings.stream()
                .filter(reading -> !reading.isSlice())
                .sorted(BEST_FIRST)
                .toList();
        List<OtherGpus> others = new ArrayList<>(shared);
        sorted.stream().skip(1).forEach(r -> others.add(new OtherGpus(r.gpu(), r.why())));
        Understanding understanding = sorted.stream()
                .findFirst()
                .map(best -> best.open() ? Understanding.FULL : Understanding.not(best.why()))
                .orElseGet(() -> slices.isEmpty() ? withoutGpus(node) : Understanding.FULL);
        return new NodeInventory(
                node.name(),
                NodeOrigins.read(node),
                node.readyCondition().equals("True"),
                !node.unschedulable(),
                node.taints(),
                sorted.stream().findFirst().map(GpuReading::gpu),
                understanding,
                others,
                slices,
                NvidiaLabels.gpusOf(node));
    }

    private static Understanding withoutGpus(NodeFacts node) {
        String count = node.labels().getOrDefault("nvidia.com/gpu.count", "0");
        return count.equals("0")
                ? Understanding.FULL
                : Understanding.not("labels name " + count
                        + " GPUs, but the node offers none. Maybe the device plugin does not run there.");
    }

    private static SortedSet<String> gpuResources(NodeFacts node) {
        SortedSet<String> found = new TreeSet<>();
        node.capacity().forEach((name, units) -> addGpu(found, name, units));
        node.allocatable().forEach((name, units) -> addGpu(found, name, units));
        node.unreadable().forEach(name -> addGpu(found, name, 1));
        return found;
    }

    private static void addGpu(SortedSet<String> found, String resource, long units) {
        if (units != 0 && GpuResources.vendor(resource) != GpuVendor.UNKNOWN) {
            found.add(resource);
        }
    }

    private static GpuInventory gpu(NodeFacts node, String resource, List<PodFacts> pods, KaiShares kai) {
        GpuLabels labels = GpuLabels.of(node, resource);
        SortedMap<WorkloadUid, Integer> ours = new TreeMap<>();
        long foreign = resource.equals(GpuResources.NVIDIA) ? kai.unseen() : 0;
        for (PodFacts pod : pods) {
            int units = Units.clip(pod.effectiveRequest(resource));
            Optional<WorkloadUid> owner = pod.owner();
            if (units > 0 && owner.isPresent()) {
                ours.merge(owner.get(), units, (a, b) -> Units.clip((long) a + b));
            } else {
                // A uid that is none marks no pod of ours: counted as foreign, it takes room but never too little.
                foreign += units;
            }
        }
        int allocatable = Units.of(node.allocatable(), resource);
        return new GpuInventory(
                GpuResources.vendor(resource),
                resource,
                labels.product(),
                labels.usableMiB(),
                labels.sharing(),
                Math.max(allocatable, Units.of(node.capacity(), resource)),
                allocatable,
                ours,
                Units.clip(foreign));
    }

    /** One GPU is served whole or in parts, never both: two names at once are the old and the new way of a plugin. */
    private static Optional<String> contradiction(NodeFacts node) {
        boolean both = Units.of(node.allocatable(), GpuResources.NVIDIA) > 0
                && Units.of(node.allocatable(), GpuResources.NVIDIA_SHARED) > 0;
        return both
                ? Optional.of("the node offers the same GPUs twice: " + GpuResources.NVIDIA + ", "
                        + GpuResources.NVIDIA_SHARED + ". Maybe its device plugin is being reconfigured.")
                : Optional.empty();
    }

    private static Understanding understanding(NodeFacts node, GpuInventory gpu, List<PodFacts> pods, KaiShares kai) {
        String resource = gpu.resource();
        boolean absurd = Units.absurd(node.allocatable(), resource) || Units.absurd(node.capacity(), resource);
        if (absurd || node.unreadable().contains(resource)) {
            return Understanding.not("the node's quantity of " + resource + " is no count of devices.");
        }
        Optional<PodFacts> riddle = pods.stream()
                .filter(pod -> pod.unreadable().contains(resource))
                .min(Comparator.comparing(PodFacts::namespace).thenComparing(PodFacts::name));
        if (riddle.isPresent()) {
            return Understanding.not("what pod " + riddle.get().namespace() + "/"
                    + riddle.get().name() + " requests of " + resource + " is no whole number.");
        }
        if (resource.equals(GpuResources.NVIDIA) && !kai.understanding().understood()) {
            return kai.understanding();
        }
        return GpuLabels.of(node, resource).understanding(gpu.capacity());
    }
}
