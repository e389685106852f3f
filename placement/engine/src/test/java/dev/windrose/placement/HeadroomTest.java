package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A share of the GPUs is kept for the day when a cluster is lost. */
class HeadroomTest {
    private static final GpuAsk L4 = GpuAsk.of(1, "L4");

    private final World world = new World()
            .cluster("a", "eu-1", World.node("n1", "L4", 8), World.node("n2", "L4", 2))
            .price("eu-1", "l4-x8", "8.00")
            .price("eu-1", "l4-x2", "2.00");

    HeadroomTest() {
        world.settings = PlannerSettings.DEFAULT.with(new Limit.Percent(25)); // 2 of 8, 1 of 2
    }

    @Test
    void whatIsNewLeavesItFree() {
        var chat = world.workload("chat", 9, L4);

        var planned = world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 7));
        assertThat(World.report(planned, chat).candidates())
                .extracting(CandidateReport::detail)
                .containsExactlyInAnyOrder(
                        "no more: 2 GPUs are free, one replica needs 1, and 2 of 8 are kept for failover (25%)",
                        "no more: 1 GPUs are free, one replica needs 1, and 1 of 2 are kept for failover (25%)");
    }

    @Test
    void replicasOfALostClusterTakeItAndNobodyIsTurnedOut() {
        var others = world.workload("others", 7, L4);
        world.settle();
        world.cluster("b", "eu-1", World.node("n1", "L4", 8));
        var lost = world.workload("lost", 3, L4, PlacementPolicy.DEFAULT.withPinned(List.of(new ClusterId("b"))));
        world.settle();
        assertThat(world.where(lost)).isEqualTo(Map.of("b", 3));

        world.clusters.remove(new ClusterId("b"));
        world.workloads.put(lost.uid(), lost.with(PlacementPolicy.DEFAULT));
        world.settle();

        assertThat(world.where(lost)).isEqualTo(Map.of("a", 3));
        assertThat(world.where(others)).isEqualTo(Map.of("a", 7));
    }

    @Test
    void aPriceIsNoReasonToTakeIt() {
        var chat = world.workload("chat", 7, L4);
        world.settle();
        world.cluster("b", "eu-2", World.node("n1", "L4", 8)).price("eu-2", "l4-x8", "1.00");
        world.now = World.START.plus(Duration.ofHours(2));
        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 1, "b", 6));
    }

    @Test
    void whatIsTooLargeAnywaySaysSo() {
        var big = world.workload("big", 1, GpuAsk.of(8, "L4"));

        assertThat(World.report(world.settle(), big).candidates())
                .extracting(CandidateReport::reason)
                .contains(Reason.HEADROOM);
    }
}
