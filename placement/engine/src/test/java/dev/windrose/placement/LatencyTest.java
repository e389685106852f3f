package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.placement.LatencyWish.Caller;
import dev.windrose.placement.latency.Latencies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far a workload's clusters may be from its callers. */
class LatencyTest {
    private static final GpuAsk L4 = GpuAsk.of(1, "L4");

    private final World world = new World()
            .cluster("ireland", "eu-west-1", World.node("n1", "L4", 4))
            .cluster("virginia", "us-east-1", World.node("n1", "L4", 4))
            .cluster("cellar", "our-cellar", World.node("n1", "L4", 4))
            .price("eu-west-1", "l4-x4", "9.00")
            .price("us-east-1", "l4-x4", "4.00")
            .price("our-cellar", "l4-x4", "1.00");

    @Test
    void aLimitKeepsReplicasNearTheCallersWhateverElseCosts() {
        var chat = world.workload("chat", 2, L4, within(60, "eu-central-1"));

        var planned = world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("ireland", 2));
        assertThat(World.candidate(planned, chat, "virginia"))
                .extracting(CandidateReport::reason, CandidateReport::detail)
                .containsExactly(
                        Reason.LATENCY_TOO_LONG,
                        "region us-east-1 is about 109 ms from the nearest of eu-central-1, at most 60 ms are allowed");
        assertThat(World.candidate(planned, chat, "cellar").reason()).isEqualTo(Reason.LATENCY_UNKNOWN);
    }

    @Test
    void nearToOneOfTheCallersIsEnough() {
        var chat = world.workload("chat", 2, L4, within(60, "eu-central-1", "us-east-2"));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("virginia", 2));
    }

    @Test
    void whatWasMeasuredCounts() {
        world.settings = PlannerSettings.DEFAULT.with(
                Latencies.of(List.of(new Latencies.Measured("eu-central-1", "our-cellar", 12))));
        var chat = world.workload("chat", 2, L4, within(60, "eu-central-1"));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("cellar", 2));
    }

    @Test
    void whatRunsTooFarMovesAndWhatNobodyKnowsStays() {
        var far = world.workload("far", 1, L4, PlacementPolicy.DEFAULT.withRegions(List.of("us-*")));
        var riddle = world.workload("riddle", 1, L4, PlacementPolicy.DEFAULT.withRegions(List.of("our-*")));
        world.settle();

        world.workloads.put(far.uid(), far.with(within(60, "eu-central-1")));
        world.workloads.put(riddle.uid(), riddle.with(within(60, "eu-central-1")));
        world.settle();

        assertThat(world.where(far)).isEqualTo(Map.of("ireland", 1));
        assertThat(world.where(riddle)).isEqualTo(Map.of("cellar", 1));
    }

    @Test
    void aWishThatNamesNobodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatencyWish(List.of(), Optional.of(50)))
                .withMessageContaining("region of a caller");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatencyWish(
                        List.of(new Caller("eu-west-1", 1), new Caller("eu-west-1", 2)), Optional.empty()))
                .withMessageContaining("once");
        assertThatIllegalArgumentException().isThrownBy(() -> new Caller("eu-west-1", 0));
    }

    private static PlacementPolicy within(int millis, String... regions) {
        return PlacementPolicy.DEFAULT.withLatency(Optional.of(new LatencyWish(
                List.of(regions).stream().map(region -> new Caller(region, 1)).toList(), Optional.of(millis))));
    }
}
