package dev.windrose.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.hub.fleet.Json;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Calm;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Guidance;
import dev.windrose.placement.Phase;
import dev.windrose.placement.PlanId;
import dev.windrose.placement.PlannerSettings;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.Presence;
import dev.windrose.placement.Prices;
import dev.windrose.placement.Shape;
import dev.windrose.placement.WorkloadDemand;
import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small builders; what a test does not name is sound and dull. */
public final class Given {
    public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private Given() {}

    /** A ready node of pool {@code gpu} in {@code us-east-1} on demand, all of its GPUs free. */
    public static NodeInventory node(String name, String product, int gpus) {
        return node(name, "aws", "us-east-1", "type-" + product.toLowerCase(java.util.Locale.ROOT), product, gpus);
    }

    public static NodeInventory node(String name, String cloud, String region, String type, String product, int gpus) {
        return new NodeInventory(
                name,
                new NodeOrigin(
                        Optional.of("gpu"),
                        Optional.of(type),
                        Optional.of(cloud),
                        Optional.of(region),
                        Optional.of(region + "a"),
                        CapacityTier.ON_DEMAND),
                true,
                true,
                List.of(),
                Optional.of(gpu(product, gpus)),
                Understanding.FULL);
    }

    public static GpuInventory gpu(String product, int count) {
        return new GpuInventory(
                GpuVendor.NVIDIA,
                "nvidia.com/gpu",
                new GpuProduct(product),
                Optional.of(23_034),
                GpuSharing.FULL,
                count,
                count,
                new TreeMap<>(),
                0);
    }

    public static NodeInventory used(NodeInventory node, Map<String, Integer> ours, int foreign) {
        var gpu = node.gpu().orElseThrow();
        var owners = new TreeMap<WorkloadUid, Integer>();
        ours.forEach((uid, count) -> owners.put(new WorkloadUid(uid), count));
        return node.withGpu(new GpuInventory(
                gpu.vendor(),
                gpu.resource(),
                gpu.product(),
                gpu.usableMiB(),
                gpu.sharing(),
                gpu.capacity(),
                gpu.allocatable(),
                owners,
                foreign));
    }

    /** The same node, of whose GPUs some are cut into slices that have a resource of their own. */
    public static NodeInventory cut(NodeInventory node, String profile, int slices, int gpus) {
        var product = node.gpu().orElseThrow().product().name() + "-MIG-" + profile;
        return new NodeInventory(
                node.name(),
                node.origin(),
                node.ready(),
                node.schedulable(),
                node.taints(),
                node.gpu(),
                node.understanding(),
                List.of(),
                List.of(new GpuInventory(
                        GpuVendor.NVIDIA,
                        "nvidia.com/mig-" + profile,
                        new GpuProduct(product, true),
                        Optional.of(40_448),
                        GpuSharing.MIG,
                        slices,
                        slices,
                        new TreeMap<>(),
                        0)),
                Optional.of(gpus));
    }

    /** @param product as {@link GpuProduct#key} writes it */
    public static AssignmentKey key(String uid, String cluster, String product, int gpus) {
        return new AssignmentKey(
                new WorkloadUid(uid),
                new ClusterId(cluster),
                new Shape(
                        GpuProduct.ofKey(product),
                        gpus,
                        Optional.of("type-" + product.toLowerCase(java.util.Locale.ROOT))),
                CapacityTier.ON_DEMAND);
    }

    public static Assignment assignment(AssignmentKey key, int replicas, long generation) {
        return new Assignment(key, replicas, Phase.SERVING, generation, NOW, 1);
    }

    public static InferenceWorkloadSpec spec(String json) {
        return Json.read(Json.parse(json), InferenceWorkloadSpec.class);
    }

    /** A stored workload of namespace {@code team-a}, generation 1, with a spec as JSON. */
    public static ObjectNode workload(String uid, String name, String spec) {
        var tree = Json.MAPPER.createObjectNode();
        tree.put("apiVersion", "fleet.windrose.dev/v1alpha1").put("kind", "InferenceWorkload");
        tree.putObject("metadata")
                .put("namespace", "team-a")
                .put("name", name)
                .put("uid", uid)
                .put("generation", 1)
                .put("creationTimestamp", NOW.toString());
        tree.set("spec", Json.parse(spec));
        return tree;
    }

    /** A member in {@code aws} {@code us-east-1} that is ready and was heard of just now. */
    public static ClusterView view(String cluster, NodeInventory... nodes) {
        return new ClusterView(
                new ClusterId(cluster),
                Optional.of("aws"),
                Optional.of("us-east-1"),
                Map.of(),
                List.of(),
                false,
                List.of(),
                Presence.READY,
                List.of(nodes),
                Optional.of(Duration.ZERO),
                List.of(),
                Optional.empty());
    }

    /** What a planner knows of a fleet without clusters. */
    public static PlanningInput input(Instant now, WorkloadDemand... workloads) {
        return new PlanningInput(
                now,
                PlanId.NONE,
                List.of(),
                List.of(workloads),
                Prices.none(),
                List.of(),
                List.of(),
                SpotHazards.NONE,
                List.of(),
                List.of(),
                List.of(),
                Calm.NONE,
                Guidance.NONE,
                PlannerSettings.DEFAULT);
    }
}
