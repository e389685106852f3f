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
