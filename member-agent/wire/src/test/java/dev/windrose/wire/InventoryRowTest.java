package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Taint;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InventoryRowTest {
    private static final NodeInventory NODE = new NodeInventory(
            "gpu-1",
            new NodeOrigin(
                    Optional.of("h100"),
                    Optional.of("p5.48xlarge"),
                    Optional.of("aws"),
                    Optional.of("us-east-1"),
                    Optional.empty(),
                    CapacityTier.ON_DEMAND),
            true,
            false,
            List.of(new Taint("nvidia.com/gpu", "", Taint.Effect.NO_SCHEDULE)),
            Optional.of(new GpuInventory(
                    GpuVendor.NVIDIA,
                    "nvidia.com/gpu",
                    new GpuProduct("H100"),
                    Optional.of(81_559),
                    GpuSharing.FULL,
                    8,
                    7,
                    new TreeMap<>(Map.of(new WorkloadUid("u-1"), 2)),
                    3)),
            Understanding.not("two products on one node"));

    @Test
    void readsWhatItWrote() {
        assertThat(InventoryRow.decode(InventoryRow.encode(NODE))).contains(NODE);
    }

    @Test
    void slicesAreApartFromWhatAnOlderHubPlacesOn() {
        var node = new NodeInventory(
                        "gpu-2",
                        NodeOrigin.UNKNOWN,
                        true,
                        true,
                        List.of(),
                        Optional.empty(),
                        Understanding.FULL,
                        List.of(),
                        List.of(),
                        Optional.of(8))
                .withSlices(List.of(new GpuInventory(
                        GpuVendor.NVIDIA,
                        "nvidia.com/mig-3g.40gb",
                        new GpuProduct("H100-MIG-3g.40gb", true),
                        Optional.of(40_448),
                        GpuSharing.MIG,
                        16,
                        16,
                        new TreeMap<>(Map.of(new WorkloadUid("u-1"), 2)),
                        3)));

        String row = InventoryRow.encode(node);

        assertThat(row).doesNotContain("\"gpu\":").contains("\"product\":\"H100-MIG-3g.40gb\"");
        assertThat(InventoryRow.decode(row)).contains(node);
    }

    /** As agents wrote it before slices with resources of their own were placed on. */
    @Test
    void whatAnOlderAgentDoesNotPlaceOnIsNotPlacedOn() {
        var slice = """
                {"vendor":"nvidia","resource":"nvidia.com/mig-3g.40gb","product":"H100-MIG-3g.40gb","usableMiB":40448,\
                "sharing":"mig","capacity":16,"allocatable":16,"foreign":0%s}""";
        var row =
                "{\"node\":\"gpu-2\",\"tier\":\"spot\",\"ready\":true,\"schedulable\":true,\"gpu\":%s,\"notUnderstood\":\"%s\"}"
                        .formatted(slice.formatted(""), "workloads ask for nvidia.com/gpu");
        var beside = "{\"node\":\"gpu-3\",\"tier\":\"spot\",\"ready\":true,\"schedulable\":true,\"others\":[%s]}"
                .formatted(slice.formatted(",\"why\":\"workloads ask for nvidia.com/gpu\""));

        assertThat(InventoryRow.decode(row).orElseThrow().kinds())
                .singleElement()
                .satisfies(kind -> assertThat(kind.understanding().understood()).isFalse());
        assertThat(InventoryRow.decode(beside).orElseThrow().kinds())
                .singleElement()
                .satisfies(kind -> assertThat(kind.gpu()).isEmpty());
        assertThat(InventoryRow.decode(beside).orElseThrow().others()).hasSize(1);
    }

    @Test
    void readsANodeWithoutLabelsOrGpus() {
        var bare = new NodeInventory(
                "cpu-1", NodeOrigin.UNKNOWN, false, true, List.of(), Optional.empty(), Understanding.FULL);

        assertThat(InventoryRow.decode(InventoryRow.encode(bare))).contains(bare);
    }

    @Test
    void refusesARowWhoseCountsAreMissing() {
        String row = InventoryRow.encode(NODE).replace("\"foreign\":3,", "");

        assertThat(InventoryRow.decode(row)).isEmpty();
    }

    @Test
    void takesAnUnknownTierForUnknown() {
        String row = InventoryRow.encode(NODE).replace("on-demand", "auctioned");

        assertThat(InventoryRow.decode(row).orElseThrow().origin().tier()).isEqualTo(CapacityTier.UNKNOWN);
    }
}
