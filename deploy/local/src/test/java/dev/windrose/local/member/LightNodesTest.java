package dev.windrose.local.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.wire.InventoryRow;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightNodesTest {
    private static final ObjectKey PART = new ObjectKey("apps/v1/Deployment/team/chat");
    private static final WorkloadUid OWNER = new WorkloadUid("uid-1");

    private final LightNodes nodes = new LightNodes(List.of(node("a"), node("b")));

    @Test
    void runsWhatFindsRoomOnOneNodeAndNoMore() {
        assertThat(nodes.run(PART, OWNER, 3, 3)).isEqualTo(2);

        assertThat(used()).isEqualTo(6);
    }

    @Test
    void runsAPartInPlaceOfWhatItHad() {
        nodes.run(PART, OWNER, 2, 4);

        assertThat(nodes.run(PART, OWNER, 1, 1)).isEqualTo(1);

        assertThat(used()).isEqualTo(1);
    }

    @Test
    void givesBackWhatStops() {
        List<String> before = nodes.rows();
        nodes.run(PART, OWNER, 2, 4);

        nodes.stop(PART);

        assertThat(nodes.rows()).isEqualTo(before);
    }

    private int used() {
        return nodes.rows().stream()
                .map(row -> InventoryRow.decode(row).orElseThrow().gpu().orElseThrow())
                .mapToInt(GpuInventory::usedByOurs)
                .sum();
    }

    private static NodeInventory node(String name) {
        var gpu = new GpuInventory(
                GpuVendor.NVIDIA,
                "nvidia.com/gpu",
                new GpuProduct("T4"),
                Optional.of(15_360),
                GpuSharing.FULL,
                4,
                4,
                Collections.emptySortedMap(),
                0);
        return new NodeInventory(name, NodeOrigin.UNKNOWN, true, true, List.of(), Optional.of(gpu), Understanding.FULL);
    }
}
