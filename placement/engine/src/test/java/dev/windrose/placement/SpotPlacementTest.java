package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.calm.SpotKey;
import dev.windrose.placement.calm.SpotWatch;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Machines that may be taken back are worth less than their price says, and others are paid in full instead. */
class SpotPlacementTest {
    private final World world = new World()
            .cluster("paid", "eu-1", World.node("n1", "L4", 1))
            .cluster("spot", "eu-2", World.node("n1", "L4", "l4-x1", CapacityTier.SPOT, 1, 0))
            .price("eu-1", "l4-x1", "1");

    private WorkloadDemand chat() {
        return world.workload(
                "chat",
                1,
                GpuAsk.of(1, "L4"),
                PlacementPolicy.DEFAULT.withTiers(Set.of(CapacityTier.ON_DEMAND, CapacityTier.SPOT), Optional.empty()));
    }

    @Test
    void spotIsTakenWhereItIsCheaperWithItsInterruptions() {
        world.price("eu-2", "l4-x1", "0.90");
        WorkloadDemand chat = chat();

        WorkloadReport report = World.report(world.step(), chat);

        assertThat(world.where(chat)).isEqualTo(Map.of("spot", 1));
        assertThat(report.hourlyCost()).isEqualTo(Money.parse("0.90"));
    }

    @Test
    void aMachineThatIsPaidInFullIsTakenWhereItIsNot() {
        world.price("eu-2", "l4-x1", "0.95");
        WorkloadDemand chat = chat();

        WorkloadReport report = World.report(world.step(), chat);

        assertThat(world.where(chat)).isEqualTo(Map.of("paid", 1));
        assertThat(report.candidates())
                .filteredOn(each -> each.cluster().value().equals("spot"))
                .singleElement()
                .satisfies(
                        each -> assertThat(each.detail()).isEqualTo("0.2 interruptions an hour count for 0.095 USD/h"));
    }

    @Test
    void machinesAreWatchedWithWhoWorksOnThem() {
        var key = new SpotKey("aws", "eu-2", Optional.empty(), "l4-x1");
        NodeInventory idle = World.node("n1", "L4", "l4-x1", CapacityTier.SPOT, 1, 0);
        var slice = SlicesTest.slices("H100-MIG-1g.10gb", 7, Optional.of(9_984));
        NodeInventory sliced = World.node("n2", "L4", "l4-x1", CapacityTier.SPOT, 1, 0)
                .withSlices(List.of(slice.withUse(Map.of(World.uid("w"), 1))));
        NodeInventory paid = World.node("n3", "L4", 1);

        assertThat(SpotMachines.of(World.withNodes(world.view("spot"), List.of(idle, sliced, paid))))
                .isEqualTo(Map.of("n1", new SpotWatch.Machine(key, false), "n2", new SpotWatch.Machine(key, true)));
    }

    @Test
    void whatIsOftenTakenBackTakesNothingNewAndIsNotLeft() {
        world.price("eu-2", "l4-x1", "0.50");
        WorkloadDemand chat = chat();
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("spot", 1));
        world.spotHazards = new SpotHazards(Map.of(new SpotKey("aws", "eu-2", Optional.empty(), "l4-x1"), 2_500));
        world.now = world.now.plus(Duration.ofDays(1));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("spot", 1));
        world.workloads.remove(chat.uid());
        world.settle();
        WorkloadDemand next = chat();
        world.settle();
        assertThat(world.where(next)).isEqualTo(Map.of("paid", 1));
    }
}
