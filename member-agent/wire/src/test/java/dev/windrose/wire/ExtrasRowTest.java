package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.OtherGpus;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.placement.member.QueuedDemand;
import dev.windrose.placement.member.SharedDevices;
import dev.windrose.placement.provisioning.CapacityFacts;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioner;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExtrasRowTest {
    private static final GpuInventory DRA = new GpuInventory(
            GpuVendor.NVIDIA,
            "gpu.nvidia.com",
            new GpuProduct("H100-MIG-1g.10gb"),
            Optional.of(9_984),
            GpuSharing.MIG,
            7,
            7,
            new TreeMap<>(),
            2,
            GpuSource.DRA);
    private static final Headroom HEADROOM = new Headroom(
            Provisioner.CLUSTER_AUTOSCALER,
            "gpu-h100",
            "nodes",
            OptionalLong.empty(),
            1,
            Optional.empty(),
            Optional.of("a"),
            Optional.of("spot"),
            "stale");
    private static final MemberExtras EXTRAS = new MemberExtras(
            new Provisioning(
                    List.of(HEADROOM),
                    List.of(new ProvisioningSignal(
                            Provisioner.KARPENTER,
                            ProvisioningSignal.Cause.CAPACITY,
                            "gpu",
                            Optional.of("p5.48xlarge"),
                            Optional.empty(),
                            Optional.of("spot"),
                            "InsufficientCapacityError",
                            "none left",
                            Optional.of(Instant.parse("2026-08-20T12:00:00Z")))),
                    List.of(new CapacityFacts.Buffer("team", "n-plus-one", Optional.of(2), "True"))),
            List.of(new SharedDevices("gpu.nvidia.com", "rack", DRA, Understanding.not("incomplete"))),
            List.of(new QueuedDemand("nvidia.com/gpu", 1, 2)));

    @Test
    void readsWhatItWrote() {
        assertThat(ExtrasRow.decode(ExtrasRow.encode(EXTRAS))).contains(EXTRAS);
        assertThat(ExtrasRow.encode(EXTRAS)).allMatch(ExtrasRow::is);
        assertThat(ExtrasRow.encode(MemberExtras.NONE)).isEmpty();
        assertThat(ExtrasRow.decode(List.of())).contains(MemberExtras.NONE);
    }

    @Test
    void anOlderHubReadsANodeThatHoldsNothing() {
        String row = ExtrasRow.encode(EXTRAS).getFirst();

        NodeInventory read = InventoryRow.decode(row).orElseThrow();

        assertThat(read.gpu()).isEmpty();
        assertThat(read.ready()).isFalse();
        assertThat(read.schedulable()).isFalse();
    }

    @Test
    void whatANewerAgentSaysIsIgnored() {
        String row = ExtrasRow.encode(EXTRAS)
                .getFirst()
                .replace("\"kind\":\"queued\"", "\"kind\":\"weather\"")
                .replace("\"cause\":\"capacity\"", "\"cause\":\"strike\"")
                .replace("\"source\":\"karpenter\"", "\"source\":\"somebody\"");

        MemberExtras read = ExtrasRow.decode(List.of(row)).orElseThrow();

        assertThat(read.queued()).isEmpty();
        assertThat(read.provisioning().signals().getFirst().cause())
                .as("an unknown cause is no stock-out")
                .isEqualTo(ProvisioningSignal.Cause.UNKNOWN);
        assertThat(read.provisioning().signals().getFirst().source()).isEqualTo(Provisioner.UNKNOWN);
    }

    @Test
    void aRowThatDoesNotReadIsRefused() {
        assertThat(ExtrasRow.decode(List.of("{\"node\":\"windrose.dev/extras-1\"")))
                .isEmpty();
        assertThat(ExtrasRow.decode(List.of(ExtrasRow.encode(EXTRAS).getFirst().replace("\"arriving\":1,", ""))))
                .isEmpty();
    }

    @Test
    void manyEntriesAndLongTextsStillFitIntoMessages() {
        var loud = new Headroom(
                Provisioner.KARPENTER,
                "pool",
                "nodes",
                OptionalLong.of(1),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "x".repeat(100_000));
        var extras = new MemberExtras(
                new Provisioning(Collections.nCopies(100, loud), List.of(), List.of()), List.of(), List.of());

        List<String> rows = ExtrasRow.encode(extras);

        assertThat(rows).hasSize(3).allMatch(row -> row.length() < 50_000);
        assertThat(ExtrasRow.decode(rows).orElseThrow().provisioning().headroom())
                .hasSize(100);
    }

    @Test
    void aNodeKeepsWhatIsShownAndWhoSaysSo() {
        var node = new NodeInventory(
                "n1",
                NodeOrigin.UNKNOWN,
                true,
                true,
                List.of(),
                Optional.of(DRA),
                Understanding.FULL,
                List.of(new OtherGpus(DRA, "not asked for")),
                List.of(),
                Optional.empty());

        assertThat(InventoryRow.decode(InventoryRow.encode(node))).contains(node);
    }
}
