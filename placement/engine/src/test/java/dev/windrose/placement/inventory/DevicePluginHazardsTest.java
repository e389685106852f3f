package dev.windrose.placement.inventory;

import static dev.windrose.placement.inventory.Nodes.GPU;
import static dev.windrose.placement.inventory.Nodes.fraction;
import static dev.windrose.placement.inventory.Nodes.gfd;
import static dev.windrose.placement.inventory.Nodes.in;
import static dev.windrose.placement.inventory.Nodes.labels;
import static dev.windrose.placement.inventory.Nodes.node;
import static dev.windrose.placement.inventory.Nodes.pod;
import static dev.windrose.placement.inventory.Nodes.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ways in which nodes with device plugins are counted wrong. Labels as NVIDIA/k8s-device-plugin (internal/lm),
 * ROCm/k8s-device-plugin (docs: node labeller, resource naming strategy) and intel/intel-device-plugins-for-kubernetes
 * (cmd/gpu_plugin/labels.md) write them, pods as core/v1 and NVIDIA/KAI-Scheduler (pkg/common/constants) do.
 */
class DevicePluginHazardsTest {
    private static final Map<String, String> T4 = gfd("Tesla-T4", 15_360, 4);
    private static final Map<String, String> A100 = gfd("NVIDIA-A100-SXM4-40GB", 40_960, 8);

    private static NodeInventory read(NodeFacts node, PodFacts... pods) {
        return NodeInventories.read(List.of(node), List.of(pods)).getFirst();
    }

    private static GpuInventory gpu(NodeInventory node) {
        return node.gpu().orElseThrow();
    }

    private static GpuInventory other(NodeInventory node, String resource) {
        return node.others().stream()
                .map(OtherGpus::gpu)
                .filter(gpu -> gpu.resource().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRenamedSharedResourceIsSharedThoughItsProductDoesNotSaySo() {
        NodeInventory node = read(
                node(
                        with(T4, "nvidia.com/gpu.replicas", "10", "nvidia.com/gpu.sharing-strategy", "time-slicing"),
                        Map.of("nvidia.com/gpu.shared", 40L)),
                pod("p", "nvidia.com/gpu.shared", 3));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).sharing()).isEqualTo(GpuSharing.TIME_SLICED);
        assertThat(gpu(node).unused()).isEqualTo(37);
        assertThat(gpu(node).usableMiB()).isEmpty();
    }

    @Test
    void theReplicasLabelIsPerGpuNotForTheNode() {
        var shared = with(
                T4,
                "nvidia.com/gpu.product",
                "Tesla-T4-SHARED",
                "nvidia.com/gpu.replicas",
                "5",
                "nvidia.com/gpu.sharing-strategy",
                "mps");

        NodeInventory node = read(node(shared, Map.of(GPU, 20L)));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).usableMiB()).contains(3_072);
        assertThat(gpu(node).unused()).isEqualTo(20);
        assertThat(read(node(shared, Map.of(GPU, 5L))).understanding().understood())
                .as("5 units of 4 GPUs in 5 parts each")
                .isFalse();
    }

    @Test
    void wholeGpusThatAreNotServedContradictUnitsThatAre() {
        NodeInventory node = read(node(with(A100, "nvidia.com/gpu.replicas", "0"), Map.of(GPU, 8L)));

        assertThat(node.understanding().reason()).contains("gpu.replicas 0");
    }

    private static Map<String, String> mixed(Map<String, String> labels, String profile, int count, int memoryMiB) {
        String slice = "nvidia.com/mig-" + profile + ".";
        return with(
                labels,
                "nvidia.com/mig.strategy",
                "mixed",
                slice + "product",
                "NVIDIA-A100-SXM4-40GB-MIG-" + profile,
                slice + "count",
                Integer.toString(count),
                slice + "memory",
                Integer.toString(memoryMiB),
                slice + "replicas",
                "1",
                slice + "sharing-strategy",
                "none");
    }

    private static GpuInventory slice(NodeInventory node, String resource) {
        return node.slices().stream()
                .filter(gpu -> gpu.resource().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mixedMigCountsWholeGpusAndEverySliceApart() {
        NodeInventory node = read(
                node(
                        mixed(mixed(A100, "1g.5gb", 7, 4_864), "3g.20gb", 2, 19_968),
                        Map.of(GPU, 6L, "nvidia.com/mig-1g.5gb", 7L, "nvidia.com/mig-3g.20gb", 2L)),
                pod("whole", GPU, 2),
                pod("slices", "nvidia.com/mig-1g.5gb", 3),
                pod("ours", "n1", "Running", "uid-a", Map.of("nvidia.com/mig-1g.5gb", 1L)),
                pod("large", "nvidia.com/mig-3g.20gb", 1));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).product()).isEqualTo(new GpuProduct("A100"));
        assertThat(gpu(node).unused()).as("6 whole of 8").isEqualTo(4);
        assertThat(node.gpuCount()).contains(8);
        assertThat(node.others()).isEmpty();
        assertThat(slice(node, "nvidia.com/mig-1g.5gb").unused()).isEqualTo(3);
        assertThat(slice(node, "nvidia.com/mig-1g.5gb").usedByOwner())
                .containsExactly(Map.entry(new WorkloadUid("uid-a"), 1));
        assertThat(slice(node, "nvidia.com/mig-1g.5gb").usableMiB()).contains(4_864);
        assertThat(slice(node, "nvidia.com/mig-1g.5gb").product()).isEqualTo(new GpuProduct("A100-MIG-1g.5gb", true));
        assertThat(slice(node, "nvidia.com/mig-3g.20gb").unused()).isEqualTo(1);
    }

    @Test
    void aNodeThatIsCutWholly() {
        NodeInventory node = read(
                node(mixed(A100, "3g.20gb", 16, 19_968), Map.of("nvidia.com/mig-3g.20gb", 16L)),
                pod("p", "nvidia.com/mig-3g.20gb", 16));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(node.gpu()).isEmpty();
        assertThat(slice(node, "nvidia.com/mig-3g.20gb").unused()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia.com/mig-1g.5gb.count, 6, several products",
        "nvidia.com/mig-1g.5gb.product, NVIDIA-A100-SXM4-40GB-MIG-2g.10gb, workloads ask for nvidia.com/mig-2g.10gb",
        "nvidia.com/mig-1g.5gb.product, NVIDIA-A100-SXM4-40GB, workloads ask for nvidia.com/gpu",
        "nvidia.com/mig-1g.5gb.product, NVIDIA-Z9000-MIG-1g.5gb, product is unknown",
        "nvidia.com/mig-1g.5gb.product, '', product is unknown"
    })
    void slicesWhoseLabelsAreWrongAreShownNotPlacedOn(String label, String value, String why) {
        NodeInventory node = read(node(
                with(mixed(A100, "1g.5gb", 7, 4_864), label, value), Map.of(GPU, 7L, "nvidia.com/mig-1g.5gb", 7L)));

        assertThat(node.slices()).isEmpty();
        assertThat(node.understanding()).as("the whole ones").isEqualTo(Understanding.FULL);
        assertThat(node.others())
                .singleElement()
                .satisfies(o -> assertThat(o.why()).contains(why));
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia.com/mig-1g.5gb.sharing-strategy, time-slicing",
        "nvidia.com/mig-1g.5gb.product, NVIDIA-A100-SXM4-40GB-MIG-1c.1g.5gb"
    })
    void slicesThatShareTheirMemoryAreNotPlacedOn(String label, String value) {
        NodeInventory node = read(node(
                with(mixed(A100, "1g.5gb", 7, 4_864), label, value), Map.of(GPU, 7L, "nvidia.com/mig-1g.5gb", 7L)));

        assertThat(node.slices()).isEmpty();
        assertThat(other(node, "nvidia.com/mig-1g.5gb").isolated()).isFalse();
    }

    @Test
    void aSliceThatIsSharedOnceMoreIsNoSliceToCountOn() {
        NodeInventory node = read(node(
                with(
                        A100,
                        "nvidia.com/gpu.product",
                        "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED",
                        "nvidia.com/gpu.count",
                        "56",
                        "nvidia.com/gpu.memory",
                        "4864",
                        "nvidia.com/gpu.replicas",
                        "2",
                        "nvidia.com/gpu.sharing-strategy",
                        "time-slicing",
                        "nvidia.com/mig.strategy",
                        "single"),
                Map.of(GPU, 112L)));

        assertThat(gpu(node).sharing()).isEqualTo(GpuSharing.TIME_SLICED);
        assertThat(gpu(node).usableMiB()).isEmpty();
        assertThat(gpu(node).unused()).isEqualTo(112);
    }

    @Test
    void anInvalidSingleMigNodeIsNotPlacedOn() {
        NodeInventory node = read(node(
                with(
                        A100,
                        "nvidia.com/gpu.product",
                        "NVIDIA-A100-SXM4-40GB-MIG-INVALID",
                        "nvidia.com/gpu.count",
                        "0",
                        "nvidia.com/gpu.replicas",
                        "0",
                        "nvidia.com/gpu.memory",
                        "0",
                        "nvidia.com/mig.strategy",
                        "single"),
                Map.of(GPU, 8L)));

        assertThat(node.understanding().reason()).contains("MIG partition is invalid");
        assertThat(gpu(node).usableMiB()).isEmpty();
    }

    @Test
    void twoProductsOnOneNodeAreNoticedByTheCount() {
        assertThat(read(node(gfd("NVIDIA-L4", 23_034, 2), Map.of(GPU, 4L)))
                        .understanding()
                        .reason())
                .contains("2 GPUs of one product, the node has 4");
    }

    @Test
    void memoryIsWhatIsPrintedNotWhatIsSold() {
        assertThat(gpu(read(node(gfd("NVIDIA-H100-80GB-HBM3", 81_559, 8), Map.of(GPU, 8L))))
                        .usableMiB())
                .contains(81_559);
        assertThat(gpu(read(node(gfd("NVIDIA-L4", 22_888, 1), Map.of(GPU, 1L)))).usableMiB())
                .contains(22_888);
    }

    @Test
    void aPluginsOldNameLeavesNothingToPlaceOn() {
        // After a change to mixed MIG the kubelet keeps the old resource with nothing allocatable.
        var facts = new NodeFacts(
                "n1",
                with(A100, "nvidia.com/mig.strategy", "mixed"),
                Map.of(GPU, 8L, "nvidia.com/mig-7g.40gb", 8L),
                Map.of(GPU, 0L, "nvidia.com/mig-7g.40gb", 8L),
                List.of(),
                false,
                "True",
                "");

        assertThat(gpu(read(facts)).unused()).isZero();
    }

    @Test
    void kaiHoldsWholeGpusForPartsThatAnnotationsTell() {
        NodeInventory node = read(
                node(A100, Map.of(GPU, 8L)),
                in("kai-resource-reservation", pod("gpu-reservation-n1-a", GPU, 1)),
                fraction("half", "gpu-fraction", "0.5", "runai-gpu-group", "a"),
                fraction("quarter", "gpu-memory", "10240", "runai-gpu-group", "a"),
                pod("whole", GPU, 3));

        assertThat(gpu(node).unused()).as("8 less 3 whole, less 1 shared").isEqualTo(4);
        assertThat(other(node, "kai.scheduler/gpu-percent").allocatable()).isEqualTo(100);
        assertThat(other(node, "kai.scheduler/gpu-percent").unused())
                .as("50 and 10240 of 40960 MiB")
                .isEqualTo(25);
    }

    @Test
    void partsCountBeforeKaisOwnPodIsSeen() {
        NodeInventory node = read(
                node(A100, Map.of(GPU, 8L)),
                fraction("a", "gpu-fraction", "0.3", "runai-gpu-group", "a"),
                fraction("b", "gpu-fraction", "0.3", "runai-gpu-group", "b"),
                fraction("c", "gpu-fraction", "0.6", "gpu-fraction-num-devices", "2"));

        assertThat(gpu(node).unused()).as("1.8 GPUs in parts: two").isEqualTo(6);
        assertThat(other(node, "kai.scheduler/gpu-percent").unused()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"gpu-fraction, all", "gpu-fraction, 1.5", "gpu-memory, -1", "gpu-fraction, NaN"})
    void aPartThatDoesNotReadIsNotUnderstood(String key, String value) {
        NodeInventory node = read(node(A100, Map.of(GPU, 8L)), fraction("odd", key, value));

        assertThat(node.understanding().reason()).contains("does not read");
    }

    @Test
    void memoryOfAGpuThatIsUnknownCountsAsAllOfIt() {
        var unlabelled = labels("nvidia.com/gpu.product", "Tesla-T4", "nvidia.com/gpu.count", "4");

        NodeInventory node = read(node(unlabelled, Map.of(GPU, 4L)), fraction("p", "gpu-memory", "1000"));

        assertThat(gpu(node).unused()).isEqualTo(3);
        assertThat(other(node, "kai.scheduler/gpu-percent").unused()).isZero();
    }

    @Test
    void amdPartitionsAreCountedByTheirNames() {
        var mi300x = labels("amd.com/gpu.product-name", "AMD_Instinct_MI300X_OAM", "amd.com/gpu.vram", "192G");

        NodeInventory node = read(
                node(mi300x, Map.of("amd.com/cpx_nps4", 32L, "amd.com/spx_nps1", 4L)),
                pod("p", "amd.com/cpx_nps4", 5),
                pod("w", "amd.com/spx_nps1", 1));

        assertThat(gpu(node).resource()).as("whole").isEqualTo("amd.com/spx_nps1");
        assertThat(gpu(node).unused()).isEqualTo(3);
        assertThat(gpu(node).product()).isEqualTo(new GpuProduct("MI300X"));
        assertThat(gpu(node).usableMiB()).contains(192 * 1024 - 512);
        assertThat(node.understanding().reason()).contains("workloads ask for amd.com/gpu");
        GpuInventory cut = slice(node, "amd.com/cpx_nps4");
        assertThat(cut.unused()).isEqualTo(27);
        assertThat(cut.product()).isEqualTo(new GpuProduct("MI300X-CPX-NPS4"));
        assertThat(cut.sharing()).isEqualTo(GpuSharing.PARTITION);
        assertThat(cut.isolated()).isTrue();
        assertThat(cut.usableMiB()).as("the label is that of the whole GPU").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "spx_nps1, FULL, MI300X, 8",
        "dpx_nps1, PARTITION, MI300X-DPX-NPS1, 16",
        "qpx_nps1, PARTITION, MI300X-QPX-NPS1, 32",
        "cpx_nps1, PARTITION, MI300X-CPX-NPS1, 64",
        "cpx_nps4, PARTITION, MI300X-CPX-NPS4, 64"
    })
    void onlyALabelTellsThatAmdsPlainResourceCountsPartitions(
            String partition, GpuSharing sharing, String product, long units) {
        NodeInventory node = read(node(
                labels(
                        "amd.com/gpu.product-name",
                        "AMD_Instinct_MI300X_OAM",
                        "amd.com/compute-partitioning-supported",
                        "true",
                        "amd.com/compute-memory-partition",
                        partition),
                Map.of("amd.com/gpu", units)));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).sharing()).isEqualTo(sharing);
        assertThat(gpu(node).product().name()).isEqualTo(product);
        assertThat(gpu(node).unused()).isEqualTo((int) units);
        assertThat(gpu(node).isolated()).isEqualTo(sharing == GpuSharing.FULL);
        assertThat(node.slices()).isEmpty();
    }

    @Test
    void amdGpusThatMayBeCutAreNotTakenForWhole() {
        NodeInventory node = read(node(
                labels(
                        "beta.amd.com/gpu.product-name",
                        "AMD_Instinct_MI300X_OAM",
                        "amd.com/compute-partitioning-supported",
                        "true"),
                Map.of("amd.com/gpu", 8L)));

        assertThat(node.understanding().reason()).contains("how the node's GPUs are partitioned");
    }

    @Test
    void intelsMonitoringResourceIsNoDevice() {
        NodeInventory node = read(
                node(
                        labels("gpu.intel.com/product", "Max_1550", "gpu.intel.com/device.count", "8"),
                        Map.of(
                                "gpu.intel.com/xe",
                                8L,
                                "gpu.intel.com/xe_monitoring",
                                1L,
                                "gpu.intel.com/millicores",
                                8000L)),
                pod("p", "gpu.intel.com/xe", 2),
                pod("monitor", "gpu.intel.com/xe_monitoring", 1));

        assertThat(gpu(node).resource()).isEqualTo("gpu.intel.com/xe");
        assertThat(gpu(node).unused()).isEqualTo(6);
        assertThat(gpu(node).sharing()).isEqualTo(GpuSharing.FULL);
        assertThat(gpu(node).usableMiB()).as("not published").isEmpty();
        assertThat(node.others()).isEmpty();
        assertThat(node.understanding().reason())
                .as("no runtime asks for it")
                .contains("these GPUs are gpu.intel.com/xe");
    }

    @Test
    void intelUnitsThatExceedTheDevicesAreShared() {
        NodeInventory node = read(node(
                labels("gpu.intel.com/product", "Flex_170", "gpu.intel.com/device.count", "2"),
                Map.of("gpu.intel.com/i915", 20L)));

        assertThat(gpu(node).sharing()).isEqualTo(GpuSharing.TIME_SLICED);
        assertThat(gpu(node).product()).isEqualTo(new GpuProduct("FLEX-170"));
    }

    @Test
    void gaudiCardsAreCountedThoughTheirGenerationIsUnknown() {
        NodeInventory node = read(node(Map.of(), Map.of("habana.ai/gaudi", 8L)), pod("p", "habana.ai/gaudi", 3));

        assertThat(gpu(node).unused()).isEqualTo(5);
        assertThat(node.understanding().reason()).contains("product is unknown");
    }

    @Test
    void aBuiltInIntelGpuHidesNoNvidiaOnes() {
        NodeInventory node = read(
                node(with(T4, "gpu.intel.com/device.count", "1"), Map.of(GPU, 4L, "gpu.intel.com/i915", 1L)),
                pod("p", GPU, 1));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).unused()).isEqualTo(3);
    }

    @Test
    void aQuantityThatIsNoCountIsUnknownNotZero() {
        var node = new NodeFacts("n1", T4, Map.of(), Map.of(), List.of(), false, "True", "", Set.of(GPU));

        assertThat(read(node).understanding().reason()).contains("quantity of nvidia.com/gpu is no count");
        assertThat(read(node(T4, Map.of(GPU, Long.MAX_VALUE))).understanding().understood())
                .isFalse();
        assertThat(read(node(T4, Map.of(GPU, -4L))).understanding().understood())
                .isFalse();
    }

    @Test
    void aRequestThatIsNoCountIsUnknownNotZero() {
        var pod = new PodFacts(
                "ns", "odd", Map.of(), "n1", "Running", List.of(), List.of(), Map.of(), Map.of(), Set.of(GPU));

        assertThat(read(node(T4, Map.of(GPU, 4L)), pod).understanding().reason())
                .contains("pod ns/odd requests of nvidia.com/gpu is no whole number");
    }

    @Test
    void absurdRequestsTakeAllAndOverflowNothing() {
        NodeInventory node = read(
                node(T4, Map.of(GPU, 4L)),
                pod("a", GPU, Long.MAX_VALUE),
                pod("b", GPU, Long.MAX_VALUE),
                pod("c", GPU, 1));

        assertThat(gpu(node).unused()).isZero();
    }
}
