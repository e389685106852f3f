package dev.windrose.placement;

import static dev.windrose.placement.World.node;
import static dev.windrose.placement.World.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.fit.Slo;
import dev.windrose.placement.inventory.CapacityTier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private final World world = new World();

    @BeforeEach
    void threeClusters() {
        world.cluster("eu", "eu-west-1", node("e1", "H100", 2)).price("eu-west-1", "h100-x2", "16");
        world.cluster("us", "us-east-1", node("u1", "H100", 4)).price("us-east-1", "h100-x4", "24");
        world.cluster("ap", "ap-south-1", node("a1", "L4", "g6", CapacityTier.SPOT, 4, 0))
                .price("ap-south-1", "g6", "2");
    }

    private Advice advice(WorkloadDemand demand) {
        var planned = world.plan();
        return Advice.of(
                new DefaultPlanner(),
                world.input(),
                demand,
                report(planned, demand).placed(),
                () -> true);
    }

    private static List<String> told(Advice advice) {
        return advice.reliefs().stream()
                .map(relief -> "%s: %s -> %s for %s"
                        .formatted(
                                relief.change().what(),
                                relief.change().from(),
                                relief.change().to(),
                                relief.hourlyCost().map(Money::toString).orElse("?")))
                .toList();
    }

    @Test
    void namesEachSingleChangeThatIsEnoughTheCheapestFirst() {
        var policy =
                PlacementPolicy.DEFAULT.withRegions(List.of("eu-*")).withMaxHourlyCost(Optional.of(Money.parse("40")));
        var chat = world.workload("chat", 3, GpuAsk.of(1, "H100"), policy);

        assertThat(told(advice(chat)))
                .containsExactly("replicas: 3 -> 2 for 16.00", "placement.regions: eu-* ->  for 18.00");
    }

    @Test
    void oneChangeMayNotBeEnough() {
        var policy = PlacementPolicy.DEFAULT
                .withRegions(List.of("ap-*"))
                .withMaxHourlyCost(Optional.of(Money.parse("0.10")));
        var chat = world.workload("chat", 1, GpuAsk.of(1, "H100"), policy);

        var advice = advice(chat);

        assertThat(advice.reliefs()).isEmpty();
        assertThat(advice.tried()).isGreaterThan(4);
        assertThat(advice.truncated()).isFalse();
    }

    @Test
    void aCeilingATierAndAPinAreConstraintsToo() {
        var dear = world.workload(
                "dear",
                1,
                GpuAsk.of(1, "H100"),
                PlacementPolicy.DEFAULT.withMaxHourlyCost(Optional.of(Money.parse("5"))));
        assertThat(told(advice(dear))).contains("placement.maxHourlyCost: 5.00 ->  for 6.00");

        var pinned = world.workload(
                "pinned", 3, GpuAsk.of(1, "H100"), PlacementPolicy.DEFAULT.withPinned(List.of(new ClusterId("eu"))));
        assertThat(told(advice(pinned))).contains("placement.clusters: eu ->  for 18.00");

        var spot = world.workload("spot", 1, GpuAsk.of(1, "L4"));
        assertThat(told(advice(spot)))
                .contains("placement.tiers: on-demand, reserved -> on-demand, reserved, spot for 0.50"
                        .replace("on-demand, reserved ->", tiers(PlacementPolicy.DEFAULT) + " ->")
                        .replace("-> on-demand, reserved, spot", "-> " + tiers(all())));
    }

    private static PlacementPolicy all() {
        return PlacementPolicy.DEFAULT.withTiers(
                java.util.EnumSet.complementOf(java.util.EnumSet.of(CapacityTier.UNKNOWN)), Optional.empty());
    }

    private static String tiers(PlacementPolicy policy) {
        return String.join(", ", policy.tiers().stream().map(CapacityTier::text).toList());
    }

    @Test
    void aModelThatIsTooLargeFitsShorterOrWithFewerBits() {
        world.cluster("small", "eu-north-1", node("s1", "L4", 1)).price("eu-north-1", "l4-x1", "1");
        var policy = PlacementPolicy.DEFAULT.withRegions(List.of("eu-north-1"));
        var chat = world.workload("chat", 1, GpuAsk.BY_MEMORY_FIT, policy)
                .with(ModelDemand.of("meta-llama/Llama-3.1-8B-Instruct", Optional.of(65_536), Quantization.NONE));
        world.workloads.put(chat.uid(), chat);

        assertThat(told(advice(chat)))
                .contains("model.contextLength: 65536 -> 8192 for 1.00", "model.quantization: none -> fp8 for 1.00");
    }

    @Test
    void targetsThatNoPlaceMeetsAreNamed() {
        var model = ModelDemand.of("meta-llama/Llama-3.1-8B-Instruct", Optional.empty(), Quantization.NONE)
                .with(new Slo(OptionalInt.empty(), OptionalInt.of(1)));
        var chat = world.workload("chat", 1, GpuAsk.of(1, "H100")).with(model);
        world.workloads.put(chat.uid(), chat);

        assertThat(World.candidate(world.plan(), chat, "us").reason()).isEqualTo(Reason.TOO_SLOW);
        assertThat(told(advice(chat))).containsExactly("slo: at most 1 ms between tokens are wanted ->  for 6.00");
    }

    @Test
    void stopsWhenTimeRunsOut() {
        var chat =
                world.workload("chat", 3, GpuAsk.of(1, "H100"), PlacementPolicy.DEFAULT.withRegions(List.of("eu-*")));
        var left = new AtomicInteger(2);

        var advice = Advice.of(new DefaultPlanner(), world.input(), chat, 2, () -> left.getAndDecrement() > 0);

        assertThat(advice.truncated()).isTrue();
        assertThat(advice.tried()).isEqualTo(2);
    }
}
