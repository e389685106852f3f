package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.placement.LatencyWish.Caller;
import dev.windrose.placement.latency.Latencies;
import java.time.Duration;
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
    void aLittleDearerAndMuchNearerIsBetter() {
        world.clusters.remove(new ClusterId("cellar"));
        world.price("eu-west-1", "l4-x4", "4.30"); // 7.5 % dearer, and about 21 ms from Frankfurt instead of 109
        var near = world.workload("near", 1, L4, callers("eu-central-1"));
        var anywhere = world.workload("anywhere", 1, L4, PlacementPolicy.DEFAULT);

        var planned = world.settle();

        assertThat(world.where(near)).isEqualTo(Map.of("ireland", 1));
        assertThat(world.where(anywhere)).isEqualTo(Map.of("virginia", 1));
        assertThat(World.candidate(planned, near, "virginia"))
                .extracting(CandidateReport::reason, CandidateReport::detail)
                .containsExactly(Reason.NOT_NEEDED, "109 ms from the callers in the mean count for 0.109 USD/h");
    }

    @Test
    void muchDearerIsNotBetterForBeingNearer() {
        var chat = world.workload("chat", 1, L4, callers("eu-central-1"));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("cellar", 1));
    }

    @Test
    void whatNobodyKnowsIsNotNear() {
        world.price("us-east-1", "l4-x4", "4.20").price("our-cellar", "l4-x4", "4.00");
        var chat = world.workload("chat", 1, L4, callers("eu-central-1"));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("virginia", 1));
    }

    @Test
    void callersInSeveralRegionsCountByTheirWeight() {
        var wish = new LatencyWish(List.of(new Caller("eu-west-1", 3), new Caller("us-east-1", 1)), Optional.empty());

        assertThat(wish.mean("eu-west-1", Latencies.ESTIMATED)).hasValue(24); // (3 x 1 + 91) / 4
        assertThat(wish.mean("us-east-1", Latencies.ESTIMATED)).hasValue(69);
        assertThat(wish.mean("our-cellar", Latencies.ESTIMATED)).isEmpty();
    }

    @Test
    void aPriceThatPaysMovesNobodyFarAway() {
        world.price("eu-west-1", "l4-x4", "4.20").price("us-east-1", "l4-x4", "4.20");
        world.clusters.remove(new ClusterId("cellar"));
        var chat = world.workload("chat", 1, L4, callers("eu-central-1"));
        world.settle();
        world.price("us-east-1", "l4-x4", "3.90"); // 7 % less, 88 ms more
        world.now = World.START.plus(Duration.ofHours(3));
        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("ireland", 1));
    }

    private static PlacementPolicy callers(String region) {
        return PlacementPolicy.DEFAULT.withLatency(
                Optional.of(new LatencyWish(List.of(new Caller(region, 1)), Optional.empty())));
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
