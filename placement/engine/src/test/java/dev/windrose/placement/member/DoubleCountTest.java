package dev.windrose.placement.member;

import static dev.windrose.placement.inventory.Nodes.GPU;
import static dev.windrose.placement.inventory.Nodes.gfd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.dra.ClaimFacts;
import dev.windrose.placement.dra.DeviceFacts;
import dev.windrose.placement.dra.Devices;
import dev.windrose.placement.dra.DraFacts;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Nodes;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.provisioning.Provisioning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One GPU, two sources: DeviceClass.spec.extendedResourceName (KEP-5004) gives DRA devices the name that a device plugin
 * serves, and the scheduler makes claims with annotation {@code resource.kubernetes.io/extended-resource-claim} for pods
 * that ask by it.
 */
class DoubleCountTest {
    private static final Map<String, String> H100 = gfd("NVIDIA-H100-80GB-HBM3", 81_559, 8);
    private static final NodeFacts WITHOUT_PLUGIN = Nodes.node("n1", H100, Map.of());
    private static final NodeFacts WITH_PLUGIN = Nodes.node("n1", H100, Map.of(GPU, 8L));

    private static DraFacts dra(int gpus, ClaimFacts... claims) {
        List<DeviceFacts> devices =
                IntStream.range(0, gpus).mapToObj(i -> Devices.gpu("gpu-" + i)).toList();
        return Devices.facts(List.of(Devices.slice("s", "n1", 1, 1, devices)), claims);
    }

    private static ClaimFacts extended(String pod, int device) {
        return new ClaimFacts(
                "ns", "claim-" + pod, List.of(Devices.holding("n1", "gpu-" + device)), List.of(pod), true);
    }

    private static NodeInventory read(NodeFacts node, DraFacts dra, PodFacts... pods) {
        return MemberInventories.read(
                        new MemberInventories.Facts(List.of(node), List.of(pods), dra, Provisioning.Facts.NONE),
                        Instant.EPOCH)
                .nodes()
                .getFirst();
    }

    private static GpuInventory gpu(NodeInventory node) {
        return node.gpu().orElseThrow();
    }

    @Test
    void gpusThatTwoSourcesOfferAreCountedOnce() {
        NodeInventory node = read(
                WITH_PLUGIN,
                dra(8, extended("by-claim", 0), Devices.claim("c", List.of(Devices.holding("n1", "gpu-1")), "plain")),
                Nodes.pod("by-claim", GPU, 1),
                Nodes.pod("by-plugin", GPU, 2));

        assertThat(gpu(node).allocatable()).as("8, not 16").isEqualTo(8);
        assertThat(gpu(node).unused())
                .as("8 less 2 by claims, less 2 by the plugin")
                .isEqualTo(4);
        assertThat(node.others()).isEmpty();
        assertThat(node.understanding().reason()).contains("may give one away twice");
    }

    @Test
    void aPodWhoseExtendedResourceBecameAClaimIsCountedOnce() {
        NodeInventory node = read(
                WITHOUT_PLUGIN,
                dra(8, extended("ours", 0)),
                Nodes.pod("ours", "n1", "Running", "uid-1", Map.of(GPU, 1L)));

        assertThat(node.understanding()).isEqualTo(Understanding.FULL);
        assertThat(gpu(node).resource()).isEqualTo(GPU);
        assertThat(gpu(node).product()).isEqualTo(new GpuProduct("H100"));
        assertThat(gpu(node).unused()).isEqualTo(7);
        assertThat(gpu(node).usedByOwner()).isEqualTo(Map.of(new WorkloadUid("uid-1"), 1));
    }

    @Test
    void aPodWhoseClaimIsNotSeenYetCountsByItsRequest() {
        NodeInventory node =
                read(WITHOUT_PLUGIN, dra(8), Nodes.pod("early", "n1", "Pending", "uid-1", Map.of(GPU, 2L)));

        assertThat(gpu(node).unused()).isEqualTo(6);
    }

    @Test
    void anIncompletePoolIsNotReplacedByThePluginsCount() {
        DraFacts half = Devices.facts(List.of(Devices.slice("s", "n1", 1, 2, List.of(Devices.gpu("gpu-0")))));

        NodeInventory node = read(WITH_PLUGIN, half);

        assertThat(node.understanding().reason()).contains("incomplete");
        assertThat(gpu(node).unused()).isZero();
    }

    @Test
    void partsThatKaiGivesOutCountOnDraNodesToo() {
        NodeInventory node = read(WITHOUT_PLUGIN, dra(8), Nodes.fraction("part", "gpu-fraction", "0.5"));

        assertThat(gpu(node).unused()).isEqualTo(7);
    }

    @Test
    void aRequestThatDoesNotReadIsUnknownOnDraNodesToo() {
        var pod = new PodFacts(
                "ns", "odd", Map.of(), "n1", "Running", List.of(), List.of(), Map.of(), Map.of(), Set.of(GPU));

        assertThat(read(WITHOUT_PLUGIN, dra(8), pod).understanding().reason())
                .contains("ns/odd requests is no whole number");
    }

    @Test
    void aDriverOnAnotherNodeChangesNothing() {
        DraFacts elsewhere = Devices.facts(List.of(Devices.slice("s", "n2", 1, 1, List.of(Devices.gpu("gpu-0")))));

        assertThat(gpu(read(WITH_PLUGIN, elsewhere)).unused()).isEqualTo(8);
    }

    @Test
    void podsWithoutANodeAreQueuedByOwnerAndHoldNothing() {
        var facts = new MemberInventories.Facts(
                List.of(WITH_PLUGIN),
                List.of(
                        Nodes.pod("a", "", "Pending", "uid-1", Map.of(GPU, 3L)),
                        Nodes.pod("b", "", "Pending", "", Map.of(GPU, 2L)),
                        Nodes.pod("done", "", "Failed", "", Map.of(GPU, 7L))),
                DraFacts.NONE,
                Provisioning.Facts.NONE);

        MemberInventory read = MemberInventories.read(facts, Instant.EPOCH);

        assertThat(read.extras().queued()).containsExactly(new QueuedDemand(GPU, 3, 2));
        assertThat(gpu(read.nodes().getFirst()).unused()).isEqualTo(8);
    }
}
