package dev.windrose.placement.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeInventoriesTest {
    private static final String GPU = "nvidia.com/gpu";
    private static final Map<String, String> H100 = Map.of(
            "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3",
            "nvidia.com/gpu.memory", "81559",
            "nvidia.com/gpu.count", "8",
            "nvidia.com/gpu.replicas", "1",
            "nvidia.com/gpu.sharing-strategy", "none",
            "node.kubernetes.io/instance-type", "p5.48xlarge",
            "topology.kubernetes.io/region", "us-east-1",
            "topology.kubernetes.io/zone", "us-east-1a");

    private static NodeFacts node(
            Map<String, String> labels, Map<String, Long> capacity, Map<String, Long> allocatable) {
        return new NodeFacts("n1", labels, capacity, allocatable, List.of(), false, "True", "aws:///us-east-1a/i-1");
    }

    private static NodeInventory read(Map<String, String> labels, long gpus, PodFacts... pods) {
        return NodeInventories.read(List.of(node(labels, Map.of(GPU, gpus), Map.of(GPU, gpus))), List.of(pods))
                .getFirst();
    }

    private static Map<String, String> with(Map<String, String> labels, String... more) {
        Map<String, String> all = new HashMap<>(labels);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static PodFacts.ContainerFacts container(long gpus) {
        return new PodFacts.ContainerFacts(Map.of(), Map.of(GPU, gpus), false);
    }

    private static PodFacts.ContainerFacts sidecar(long gpus) {
        return new PodFacts.ContainerFacts(Map.of(GPU, gpus), Map.of(GPU, gpus), true);
    }

    private static PodFacts pod(String phase, String node, Map<String, String> labels, long gpus) {
        return new PodFacts("ns", "p", labels, node, phase, List.of(), List.of(container(gpus)), Map.of());
    }

    @Test
    void readsAWholeNode() {
        NodeInventory node = read(H100, 8);

        assertThat(node.origin())
                .isEqualTo(new NodeOrigin(
                        Optional.empty(),
                        Optional.of("p5.48xlarge"),
                        Optional.of("aws"),
                        Optional.of("us-east-1"),
                        Optional.of("us-east-1a"),
                        CapacityTier.UNKNOWN));
        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        GpuInventory gpu = node.gpu().orElseThrow();
        assertThat(gpu.product()).isEqualTo(new GpuProduct("H100"));
        assertThat(gpu.usableMiB()).contains(81_559);
        assertThat(gpu.sharing()).isEqualTo(GpuSharing.FULL);
        assertThat(gpu.unused()).isEqualTo(8);
    }

    @Test
    void countsBoundPodsThatHaveNotEndedByOwner() {
        var ours = Map.of(PodFacts.OWNER_LABEL, "uid-1");
        GpuInventory gpu = read(
                        H100,
                        8,
                        pod("Running", "n1", ours, 2),
                        pod("Pending", "n1", ours, 1),
                        pod("Running", "n1", Map.of(), 1),
                        pod("Succeeded", "n1", Map.of(), 4),
                        pod("Failed", "n1", ours, 4),
                        pod("Pending", "", ours, 4),
                        pod("Running", "other", ours, 4))
                .gpu()
                .orElseThrow();

        assertThat(gpu.usedByOwner()).isEqualTo(Map.of(new WorkloadUid("uid-1"), 3));
        assertThat(gpu.usedByForeign()).isEqualTo(1);
        assertThat(gpu.unused()).isEqualTo(4);
    }

    @Test
    void anOwnerLabelThatIsNoUidMakesThePodForeign() {
        GpuInventory gpu = read(H100, 8, pod("Running", "n1", Map.of(PodFacts.OWNER_LABEL, "no uid!"), 3))
                .gpu()
                .orElseThrow();

        assertThat(gpu.usedByOwner()).isEmpty();
        assertThat(gpu.usedByForeign()).isEqualTo(3);
    }

    @Test
    void theEffectiveRequestIsThePeakOfStartingAndRunning() {
        PodFacts starting = new PodFacts(
                "ns",
                "p",
                Map.of(),
                "n1",
                "Running",
                List.of(sidecar(1), container(4), sidecar(1)),
                List.of(container(2)),
                Map.of());
        PodFacts running = new PodFacts(
                "ns",
                "p",
                Map.of(),
                "n1",
                "Running",
                List.of(sidecar(1), container(1), sidecar(1)),
                List.of(container(2), container(1)),
                Map.of(GPU, 1L));

        assertThat(starting.effectiveRequest(GPU)).as("sidecar 1 + init 4").isEqualTo(5);
        assertThat(running.effectiveRequest(GPU))
                .as("sidecars 2 + containers 3 + overhead 1")
                .isEqualTo(6);
    }

    @Test
    void sickGpusLowerWhatIsAllocatable() {
        NodeInventory node = NodeInventories.read(List.of(node(H100, Map.of(GPU, 8L), Map.of(GPU, 7L))), List.of())
                .getFirst();

        assertThat(node.gpu().orElseThrow().unused()).isEqualTo(7);
        assertThat(node.gpu().orElseThrow().capacity()).isEqualTo(8);
        assertThat(node.understanding().understood()).isTrue();
    }

    @Test
    void timeSlicedGpusHaveNoMemoryThatCanBeCountedOn() {
        NodeInventory node = read(
                with(
                        H100,
                        "nvidia.com/gpu.product",
                        "NVIDIA-H100-80GB-HBM3-SHARED",
                        "nvidia.com/gpu.replicas",
                        "4",
                        "nvidia.com/gpu.sharing-strategy",
                        "time-slicing"),
                32);

        GpuInventory gpu = node.gpu().orElseThrow();
        assertThat(gpu.product()).isEqualTo(new GpuProduct("H100"));
        assertThat(gpu.sharing()).isEqualTo(GpuSharing.TIME_SLICED);
        assertThat(gpu.usableMiB()).isEmpty();
    }

    @Test
    void anOlderSharedLabelWithoutStrategyIsNotTakenForWhole() {
        Map<String, String> labels = new HashMap<>(with(H100, "nvidia.com/gpu.product", "Tesla-T4-SHARED"));
        labels.remove("nvidia.com/gpu.sharing-strategy");

        assertThat(read(labels, 8).gpu().orElseThrow().sharing()).isEqualTo(GpuSharing.UNKNOWN);
    }

    @Test
    void mpsDividesTheMemory() {
        GpuInventory gpu = read(
                        with(H100, "nvidia.com/gpu.replicas", "4", "nvidia.com/gpu.sharing-strategy", "mps"), 32)
                .gpu()
                .orElseThrow();

        assertThat(gpu.sharing()).isEqualTo(GpuSharing.MPS);
        assertThat(gpu.usableMiB()).contains(20_389);
    }

    @Test
    void aSingleMigProfileIsAProductOfItsOwn() {
        GpuInventory gpu = read(
                        with(
                                H100,
                                "nvidia.com/gpu.product",
                                "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
                                "nvidia.com/gpu.memory",
                                "9984",
                                "nvidia.com/gpu.count",
                                "56"),
                        56)
                .gpu()
                .orElseThrow();

        assertThat(gpu.product()).isEqualTo(new GpuProduct("H100-MIG-1g.10gb"));
        assertThat(gpu.sharing()).isEqualTo(GpuSharing.MIG);
        assertThat(gpu.usableMiB()).contains(9_984);
    }

    @Test
    void whatIsNotUnderstoodSaysWhy() {
        assertThat(read(with(H100, "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3-MIG-INVALID"), 8)
                        .understanding()
                        .reason())
                .contains("MIG partition is invalid");
        assertThat(read(with(H100, "nvidia.com/gpu.count", "4"), 8)
                        .understanding()
                        .reason())
                .contains("Maybe it has several products");
        assertThat(read(Map.of(), 8).understanding().reason()).contains("product is unknown");
        assertThat(read(with(H100, "nvidia.com/gpu.product", "NVIDIA-Z9000"), 8)
                        .gpu()
                        .orElseThrow()
                        .product())
                .isEqualTo(GpuProduct.UNKNOWN);
        var several = Map.of(GPU, 8L, "nvidia.com/gpu.shared", 32L);
        assertThat(NodeInventories.read(List.of(node(H100, several, several)), List.of())
                        .getFirst()
                        .understanding()
                        .reason())
                .contains("offers the same GPUs twice: nvidia.com/gpu, nvidia.com/gpu.shared");
        assertThat(NodeInventories.read(List.of(node(H100, Map.of(), Map.of())), List.of())
                        .getFirst()
                        .understanding()
                        .reason())
                .contains("Maybe the device plugin does not run");
    }

    @Test
    void aNodeWithoutGpuIsUnderstood() {
        NodeInventory node = NodeInventories.read(List.of(node(Map.of(), Map.of(), Map.of())), List.of())
                .getFirst();

        assertThat(node.gpu()).isEmpty();
        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
    }

    @Test
    void unknownReadinessIsNotReady() {
        NodeFacts silent = new NodeFacts("n1", H100, Map.of(), Map.of(), List.of(), false, "Unknown", "");

        assertThat(NodeInventories.read(List.of(silent), List.of()).getFirst().ready())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "eks.amazonaws.com/capacityType, ON_DEMAND, ON_DEMAND",
        "eks.amazonaws.com/capacityType, SPOT, SPOT",
        "eks.amazonaws.com/capacityType, CAPACITY_BLOCK, RESERVED",
        "eks.amazonaws.com/capacityType, SOMETHING, UNKNOWN",
        "karpenter.sh/capacity-type, on-demand, ON_DEMAND",
        "karpenter.sh/capacity-type, spot, SPOT",
        "karpenter.sh/capacity-type, reserved, RESERVED",
        "cloud.google.com/gke-spot, true, SPOT",
        "cloud.google.com/gke-preemptible, true, SPOT",
        "cloud.google.com/gke-nodepool, pool-1, ON_DEMAND",
        "kubernetes.azure.com/scalesetpriority, spot, SPOT",
        "kubernetes.azure.com/agentpool, gpu, ON_DEMAND",
        "windrose.dev/capacity-tier, reserved, RESERVED",
        "some/label, spot, UNKNOWN"
    })
    void readsHowTheNodeIsBought(String label, String value, CapacityTier tier) {
        assertThat(read(with(H100, label, value), 8).origin().tier()).isEqualTo(tier);
    }

    @Test
    void labelsThatContradictEachOtherLeaveTheTierUnknown() {
        var labels = with(H100, "karpenter.sh/capacity-type", "spot", "eks.amazonaws.com/capacityType", "ON_DEMAND");

        assertThat(read(labels, 8).origin().tier()).isEqualTo(CapacityTier.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "NVIDIA-A100-SXM4-40GB, A100",
        "NVIDIA-A100-SXM4-80GB, A100-80GB",
        "NVIDIA-A100-80GB-PCIe, A100-80GB",
        "NVIDIA-L4, L4",
        "NVIDIA-A10G, A10G",
        "Tesla-T4, T4",
        "Tesla-T4-SHARED, T4",
        "nvidia-tesla-t4, T4",
        "nvidia-h100-80gb, H100",
        "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb, A100-MIG-1g.5gb",
        "AMD_Instinct_MI300X_OAM, MI300X",
        "NVIDIA-Something-New, unknown"
    })
    void canonicalisesProducts(String label, String product) {
        assertThat(GpuProducts.fromLabel(label).name()).isEqualTo(product);
    }
}
