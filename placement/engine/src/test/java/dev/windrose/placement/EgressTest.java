package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.placement.LatencyWish.Caller;
import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.egress.EgressPrices;
import dev.windrose.placement.joint.JointPlan;
import dev.windrose.placement.optimum.WorkloadClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What answers cost to carry to the callers is money, as GPUs are. The figures are the example of docs/placement.md. */
class EgressTest {
    private static final GpuAsk L4 = GpuAsk.of(1, "L4");

    /** Callers are in Frankfurt, in AWS; the cheaper GPUs are there too, in another cloud. */
    private final World world = new World()
            .cluster("dublin", "eu-west-1", World.node("n1", "L4", 4))
            .cluster("frankfurt", "europe-west3", World.node("n1", "L4", 4))
            .price("eu-west-1", "l4-x4", "3.60")
            .price("europe-west3", "l4-x4", "2.80");

    private static PlacementPolicy sending(String gibPerHour, int replicas) {
        return PlacementPolicy.DEFAULT
                .withLatency(Optional.of(new LatencyWish(List.of(new Caller("eu-central-1", 1)), Optional.empty())))
                .withEgress(Optional.of(EgressWish.shared(gibPerHour, replicas)));
    }

    @Test
    void muchTrafficMakesTheDearerGpuTheCheaperPlace() {
        var little = world.workload("little", 2, L4, sending("1", 2));
        var much = world.workload("much", 2, L4, sending("6", 2));

        var planned = world.settle();

        assertThat(world.where(little)).isEqualTo(Map.of("frankfurt", 2));
        assertThat(world.where(much)).isEqualTo(Map.of("dublin", 2));
        assertThat(World.candidate(planned, much, "frankfurt"))
                .extracting(CandidateReport::reason, CandidateReport::detail)
                .containsExactly(
                        Reason.NOT_NEEDED,
                        "4 ms from the callers in the mean count for 0.0028 USD/h; "
                                + "carrying its answers to the callers costs 0.36 USD/h");
        assertThat(World.candidate(planned, much, "dublin").egress().known()).contains(Money.parse("0.06"));
        assertThat(World.report(planned, much).hourlyCost())
                .as("GPUs only: what budgets count")
                .isEqualTo(Money.parse("1.80"));
    }

    @Test
    void withoutCallersItGoesToTheInternet() {
        var policy = PlacementPolicy.DEFAULT.withEgress(Optional.of(EgressWish.shared("20", 1)));
        var chat = world.workload("chat", 1, L4, policy);

        var planned = world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 1)); // 0.90 + 1.80 against 0.70 + 2.40
        assertThat(World.candidate(planned, chat, "frankfurt").egress().known()).contains(Money.parse("2.40"));
    }

    @Test
    void itIsNoMatterOfCeilings() {
        world.clusters.remove(new ClusterId("frankfurt"));
        var chat = world.workload("chat", 2, L4, sending("6", 2).withMaxHourlyCost(Optional.of(Money.parse("1.80"))));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 2));
    }

    @Test
    void whatNobodyKnowsCountsLikeTheDearestAndIsSaidToBeUnknown() {
        world.cluster("cellar", "our-cellar", World.node("n1", "L4", 4)).price("our-cellar", "l4-x4", "2.00");
        var much = world.workload("much", 2, L4, sending("6", 2)); // 0.50 + 0.17 + 0.57 in the cellar

        var planned = world.settle();

        assertThat(world.where(much)).isEqualTo(Map.of("dublin", 2));
        CandidateReport cellar = World.candidate(planned, much, "cellar");
        assertThat(cellar.egress().known()).isEmpty();
        assertThat(cellar.detail())
                .endsWith(
                        "nobody knows what it costs to carry answers from our-cellar to eu-central-1. "
                                + "Maybe write it into the hub's egress file; it counts like the dearest known price, 0.57 USD/h");
    }

    @Test
    void anOperatorsOwnPriceCounts() {
        world.settings = PlannerSettings.DEFAULT.with(
                EgressPrices.read(List.of("europe-*,eu-central-1,0.01")).value());
        var much = world.workload("much", 2, L4, sending("6", 2));

        world.settle();

        assertThat(world.where(much)).isEqualTo(Map.of("frankfurt", 2));
    }

    @Test
    void aCheaperGpuMovesNobodyForWhomCarryingCostsMore() {
        world.price("europe-west3", "l4-x4", "3.60");
        var chat = world.workload("chat", 2, L4, sending("6", 2));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 2));
        world.price("europe-west3", "l4-x4", "2.80");
        world.now = World.START.plus(Duration.ofHours(3));

        var planned = world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 2));
        assertThat(World.report(planned, chat).stays())
                .as("it is cheapest there")
                .isEmpty();
    }

    @Test
    void whatCarryingSavesMovesReplicasAsAPriceDoes() {
        var chat = world.workload("chat", 2, L4, sending("1", 2));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("frankfurt", 2));
        world.workloads.put(chat.uid(), World.with(chat, 1, 2, sending("12", 2)));
        world.now = World.START.plus(Duration.ofHours(3));

        Move move = world.step().changes().moves().getFirst();
        world.settle();

        assertThat(move.reason()).isEqualTo(MoveReason.SAVES_OVER_HORIZON);
        assertThat(move.saving())
                .isEqualTo(Money.parse("0.7678")); // 2 x (0.70 + 0.72 - 0.90 - 0.12 - 0.0161 for the way)
        assertThat(move.detail())
                .contains("with what carrying the answers of a replica costs: 0.72 USD/h here, 0.12 there");
        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 2));
    }

    @Test
    void nothingMovesWhileNobodyKnowsWhatCarryingCosts() {
        world.clusters.remove(new ClusterId("frankfurt"));
        var chat = world.workload("chat", 2, L4, sending("0.2", 2));
        world.settle();
        world.cluster("cellar", "our-cellar", World.node("n1", "L4", 4)).price("our-cellar", "l4-x4", "0.40");
        world.now = World.START.plus(Duration.ofHours(3));

        var planned = world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("dublin", 2));
        assertThat(World.report(planned, chat).stays())
                .singleElement()
                .satisfies(stay -> assertThat(stay.reason()).isEqualTo(MoveReason.PRICE_UNKNOWN))
                .satisfies(stay -> assertThat(stay.saving()).isEqualTo(Money.ZERO))
                .satisfies(stay -> assertThat(stay.detail()).contains("egress file"));
    }

    @Test
    void theJointOptimumCountsIt() {
        world.workload("little", 2, L4, sending("1", 2));
        world.workload("much", 2, L4, sending("6", 2));

        var problem = JointPlan.problem(world.input());

        assertThat(problem.classes()).extracting(WorkloadClass::workloads).containsExactly(1, 1);
        assertThat(problem.options())
                .extracting(option -> problem.classes().stream()
                        .map(each -> problem.eligible()
                                .fit(each, option)
                                .orElseThrow()
                                .penalty()
                                .toString())
                        .toList())
                .as("by place: of little and of much")
                .containsExactly(List.of("0.0289", "0.0789"), List.of("0.0628", "0.3628"));
    }

    @Test
    void aShareIsThatOfTheReplicasAndAbsurdOnesAreRefused() {
        assertThat(EgressWish.shared("2.5", 2)).isEqualTo(new EgressWish(1_250_000));
        assertThat(EgressWish.shared("1", 3)).as("rounded up").isEqualTo(new EgressWish(333_334));
        assertThat(EgressWish.shared("1", 0)).isEqualTo(new EgressWish(1_000_000));
        assertThatIllegalArgumentException().isThrownBy(() -> EgressWish.shared("-1", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> EgressWish.shared("1e6", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EgressWish(-1));
    }
}
