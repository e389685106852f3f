package dev.windrose.placement.member;

import dev.windrose.placement.dra.ClaimFacts;
import dev.windrose.placement.dra.DraFacts;
import dev.windrose.placement.dra.DraInventories;
import dev.windrose.placement.dra.DraInventory;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuReading;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.NodeInventories;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.OtherGpus;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.provisioning.Provisioning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a member's whole inventory. Where a DRA driver publishes the GPUs of a node, what a device plugin of the same
 * maker reports there are the same GPUs and is not counted again; pods that hold them through the plugin are.
 */
public final class MemberInventories {
    private final Map<String, List<PodFacts>> pods;
    private final DraInventory dra;
    private final Set<String> byClaim = new HashSet<>();

    /** All that a member's API says. */
    public record Facts(List<NodeFacts> nodes, List<PodFacts> pods, DraFacts devices, Provisioning.Facts provisioning) {
        public Facts {
            nodes = List.copyOf(nodes);
            pods = List.copyOf(pods);
        }
    }

    private MemberInventories(Facts facts) {
        this.pods = NodeInventories.byNode(facts.pods());
        this.dra = DraInventories.read(facts.devices(), facts.nodes(), facts.pods());
        facts.devices().claims().stream()
                .filter(ClaimFacts::forExtendedResource)
                .filter(claim -> !claim.holdings().isEmpty())
                .forEach(claim -> claim.pods().forEach(pod -> byClaim.add(claim.namespace() + "/" + pod)));
    }

    /** Pure; the order of objects does not matter. @param now by the member's clock */
    public static MemberInventory read(Facts facts, Instant now) {
        var reading = new MemberInventories(facts);
        List<NodeInventory> nodes = facts.nodes().stream()
                .sorted(Comparator.comparing(NodeFacts::name))
                .map(reading::node)
                .toList();
        List<SharedDevices> shared = reading.dra.shared().stream()
                .map(d -> new SharedDevices(d.driver(), d.pool(), d.gpu(), d.understanding()))
                .toList();
        return new MemberInventory(
                nodes,
                new MemberExtras(Provisioning.read(facts.provisioning(), now), shared, QueuedDemands.of(facts.pods())));
    }

    private NodeInventory node(NodeFacts node) {
        List<PodFacts> holders = pods.getOrDefault(node.name(), List.of());
        List<DraInventory.Devices> devices = dra.byNode().getOrDefault(node.name(), List.of());
        List<GpuReading> readings = new ArrayList<>();
        List<GpuReading> plugin = NodeInventories.readings(node, holders);
        for (GpuReading reading : plugin) {
            if (devices.stream()
                    .noneMatch(d -> d.gpu().vendor() == reading.gpu().vendor())) {
                readings.add(reading);
            }
        }
        devices.forEach(d -> readings.add(reading(node, d, plugin, holders)));
        List<OtherGpus> shared = devices.isEmpty() ? NodeInventories.shared(node, holders) : List.of();
        return NodeInventories.inventory(node, readings, shared);
    }

    private GpuReading reading(
            NodeFacts node, DraInventory.Devices devices, List<GpuReading> plugin, List<PodFacts> holders) {
        GpuVendor vendor = devices.gpu().vendor();
        List<GpuInventory> same = plugin.stream()
                .map(GpuReading::gpu)
                .filter(gpu -> gpu.vendor() == vendor)
                .toList();
        GpuInventory gpu = withPluginUse(devices.gpu(), same, holders);
        if (vendor == GpuVendor.NVIDIA && gpu.sharing() == GpuSharing.FULL) {
            gpu = gpu.withForeign(gpu.usedByForeign() + NodeInventories.sharedUnseen(node, holders));
        }
        Understanding understanding = devices.understanding().understood()
                ? pluginRiddle(devices.gpu(), same, holders)
                        .map(Understanding::not)
                        .orElse(Understanding.FULL)
                : devices.understanding();
        return new GpuReading(gpu, understanding, devices.closed());
    }

    private static Optional<String> pluginRiddle(GpuInventory gpu, List<GpuInventory> plugin, List<PodFacts> holders) {
        if (plugin.stream().anyMatch(other -> other.allocatable() > 0)) {
            return Optional.of("the device plugin and the DRA driver both offer the node's GPUs, so that Kubernetes"
                    + " may give one away twice. Maybe stop the device plugin there.");
        }
        Set<String> names = resources(gpu, plugin);
        return holders.stream()
                .filter(pod -> pod.unreadable().stream().anyMatch(names::contains))
                .map(pod -> "what pod " + pod.namespace() + "/" + pod.name() + " requests is no whole number.")
                .min(Comparator.naturalOrder());
    }

    /** Adds what pods hold of the same GPUs without a claim. Which of several kinds they hold is unknown: of each. */
    private GpuInventory withPluginUse(GpuInventory gpu, List<GpuInventory> plugin, List<PodFacts> holders) {
        SortedMap<WorkloadUid, Integer> ours = new TreeMap<>(gpu.usedByOwner());
        int foreign = 0;
        for (PodFacts pod : holders) {
            long units = byClaim.contains(pod.namespace() + "/" + pod.name())
                    ? 0
                    : resources(gpu, plugin).stream()
                            .mapToLong(pod::effectiveRequest)
                            .sum();
            int held = Math.toIntExact(Math.min(units, Math.max(1, gpu.capacity())));
            if (held > 0 && pod.owner().isPresent()) {
                ours.merge(pod.owner().get(), held, Integer::sum);
            } else {
                foreign += held;
            }
        }
        return gpu.withUse(ours).withForeign(Math.min(gpu.usedByForeign() + foreign, Integer.MAX_VALUE / 2));
    }

    /** The names under which pods may hold these GPUs without a claim. */
    private static Set<String> resources(GpuInventory gpu, List<GpuInventory> plugin) {
        Set<String> names = new HashSet<>();
        plugin.forEach(other -> names.add(other.resource()));
        if (gpu.sharing() == GpuSharing.FULL) {
            names.add(gpu.resource());
        }
        return names;
    }
}
