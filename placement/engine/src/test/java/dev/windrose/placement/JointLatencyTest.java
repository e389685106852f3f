package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.LatencyWish.Caller;
import dev.windrose.placement.joint.JointPlan;
import dev.windrose.placement.optimum.Effort;
import dev.windrose.placement.optimum.FleetProblem;
import dev.windrose.placement.optimum.FleetSolution;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.optimum.Placement;
import dev.windrose.placement.optimum.WorkloadClass;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Distances, and what they cost, weigh in the joint optimum what they weigh in the planner: its advice never contradicts it. */
class JointLatencyTest {
    private static final FleetSolver SOLVER = new FleetSolver(Optional.empty(), Effort.DEFAULT);
    private static final GpuAsk L4 = GpuAsk.of(1, "L4");
    private static final List<String> REGIONS =
            List.of("eu-west-1", "us-east-1", "europe-north1", "ap-southeast-1", "eastus", "our-cellar", "sa-east-1");

    /** What a random fleet looks like; the lists are as long as the regions. */
    private record Offers(List<Integer> cents, List<Caller> callers, Optional<Integer> maxMillis, int gibPerHour) {}

    private static final Generator<Offers> OFFERS = Generator.of(JointLatencyTest::offers);

    /** By name the American one comes first. */
    private static World atlantic(String ireland, String ashburn) {
        return new World()
                .cluster("ireland", "eu-west-1", World.node("n1", "L4", 4))
                .cluster("ashburn", "us-east-1", World.node("n1", "L4", 4))
                .price("eu-west-1", "l4-x4", ireland)
                .price("us-east-1", "l4-x4", ashburn);
    }

    private static PlacementPolicy callers(Optional<Integer> maxMillis, Caller... callers) {
        return PlacementPolicy.DEFAULT.withLatency(Optional.of(new LatencyWish(List.of(callers), maxMillis)));
    }

    private static PlacementPolicy europeans() {
        return callers(Optional.empty(), new Caller("eu-central-1", 1));
    }

    /** {@code cluster} to replicas. */
    private static Map<String, Integer> solve(World world) {
        FleetProblem problem = JointPlan.problem(world.input());
        return switch (SOLVER.solve(problem)) {
            case FleetSolution.Planned planned -> {
                Map<String, Integer> where = new TreeMap<>();
                for (Placement each : planned.plan().placements()) {
                    where.merge(each.option().cluster().value(), each.replicas(), Integer::sum);
                }
                yield where;
            }
            case FleetSolution.Refused(var problems) -> throw new AssertionError(problems);
        };
    }

    @Test
    void theJointPlanPutsReplicasNearTheirCallers() {
        World equal = atlantic("4.00", "4.00");
        equal.workload("chat", 3, L4, europeans());

        assertThat(solve(equal)).isEqualTo(Map.of("ireland", 3));
    }

    /** 109 - 21 ms count for 8.8 % of the price. */
    @Test
    void nearerIsWorthWhatThePlannerSaysAndNoMore() {
        World little = atlantic("4.30", "4.00");
        little.workload("chat", 3, L4, europeans());
        World much = atlantic("4.50", "4.00");
        much.workload("chat", 3, L4, europeans());

        assertThat(solve(little)).isEqualTo(Map.of("ireland", 3));
        assertThat(solve(much)).isEqualTo(Map.of("ashburn", 3));
    }

    @Test
    void whoGainsMostByAPlaceGetsIt() {
        World world = atlantic("3.96", "4.00");
        world.workload("anywhere", 4, L4);
        world.workload("chat", 4, L4, europeans());

        world.guidance = JointPlan.solve(world.input(), SOLVER) instanceof JointPlan.Answer.Advice(Guidance advice)
                ? advice
                : Guidance.NONE;
        world.settle();

        assertThat(world.where(world.workloads.get(World.uid("chat")))).isEqualTo(Map.of("ireland", 4));
        assertThat(world.where(world.workloads.get(World.uid("anywhere")))).isEqualTo(Map.of("ashburn", 4));
    }

    @Test
    void workloadsWithOtherWishesAreOtherClasses() {
        World world = atlantic("4.00", "4.00");
        world.workload("near-1", 2, L4, europeans());
        world.workload("near-2", 2, L4, europeans());
        world.workload("far", 2, L4, callers(Optional.empty(), new Caller("us-west-2", 1)));
        world.workload("anywhere", 2, L4);

        assertThat(JointPlan.problem(world.input()).classes())
                .extracting(WorkloadClass::workloads)
                .containsExactlyInAnyOrder(2, 1, 1);
    }

    /** Whoever waits is made room for only by those whose callers let them go. */
    @Test
    void nobodyIsToldToMakeRoomWhereHeIsTooFarFromHisCallers() {
        World world = atlantic("4.00", "5.00");
        WorkloadDemand chat = world.workload("chat", 4, L4, callers(Optional.of(60), new Caller("eu-central-1", 1)));
        world.settle();
        world.workload("irish", 2, L4, PlacementPolicy.DEFAULT.withRegions(List.of("eu-*")));
        world.step();
        world.now = world.now.plus(Duration.ofHours(1));

        assertThat(JointPlan.solve(world.input(), SOLVER))
                .isInstanceOfSatisfying(
                        JointPlan.Answer.Advice.class,
                        advice -> assertThat(advice.guidance().ways()).isEmpty());
        world.workloads.put(chat.uid(), chat.with(europeans()));
        assertThat(JointPlan.solve(world.input(), SOLVER))
                .isInstanceOfSatisfying(
                        JointPlan.Answer.Advice.class,
                        advice -> assertThat(advice.guidance().ways()).containsOnlyKeys(chat.uid()));
    }

    /** Where nobody else is, what is best for all is what is best for one. */
    @Test
    void aLoneWorkloadIsPlacedAlikeByBoth() {
        Seeded.forAll(100, OFFERS, offers -> {
            World world = new World();
            for (int i = 0; i < REGIONS.size(); i++) {
                String region = REGIONS.get(i);
                world.cluster("c-" + i, region, World.node("n1", "L4", 4))
                        .price(
                                region,
                                "l4-x4",
                                "4.%02d".formatted(offers.cents().get(i)));
            }
            WorkloadDemand alone = world.workload(
                    "alone",
                    1,
                    L4,
                    callers(offers.maxMillis(), offers.callers().toArray(new Caller[0]))
                            .withEgress(Optional.of(new EgressWish(offers.gibPerHour() * 1_000_000L))));

            Map<String, Integer> jointly = solve(world);
            world.step();

            assertThat(world.where(alone)).isEqualTo(jointly);
        });
    }

    private static Offers offers(RandomGenerator random) {
        List<Integer> cents = new ArrayList<>();
        REGIONS.forEach(_ -> cents.add(random.nextInt(100)));
        List<Caller> callers = new ArrayList<>();
        for (String region : List.of("eu-central-1", "us-west-2", "ap-south-1")) {
            if (callers.isEmpty() || random.nextBoolean()) {
                callers.add(new Caller(region, 1 + random.nextInt(5)));
            }
        }
        return new Offers(
                cents,
                callers,
                random.nextBoolean() ? Optional.of(20 + random.nextInt(200)) : Optional.empty(),
                random.nextInt(5));
    }
}
