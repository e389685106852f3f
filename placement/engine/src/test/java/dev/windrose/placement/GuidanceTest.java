package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.joint.JointPlan;
import dev.windrose.placement.optimum.Effort;
import dev.windrose.placement.optimum.FleetSolver;
import dev.windrose.placement.optimum.WorkloadClass;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a planner of one workload at a time does better when it knows what the joint optimum knows. */
class GuidanceTest {
    private static final FleetSolver SOLVER = new FleetSolver(Optional.empty(), Effort.DEFAULT);

    /** The example of docs/placement.md: chat has its only place in Paris, and batch, which comes first, has two. */
    private final World world = new World()
            .cluster("paris", "eu-1", World.node("p1", "H100", 6))
            .cluster("verona", "eu-2", World.node("m1", "L4", 8))
            .price("eu-1", "h100-x6", "12")
            .price("eu-2", "l4-x8", "16.80");

    private final WorkloadDemand batch = world.workload("batch", 6, GpuAsk.of(1, "H100", "L4"));

    private Guidance solve() {
        return switch (JointPlan.solve(world.input(), SOLVER)) {
            case JointPlan.Answer.Advice(Guidance guidance) -> guidance;
            case JointPlan.Answer.Refused(var problems) -> throw new AssertionError(problems);
        };
    }

    @Test
    void inScarcityTwoWorkloadsDoNotTakeEachOthersOnlyPlace() {
        WorkloadDemand chat = world.workload("chat", 4, GpuAsk.of(1, "H100"));
        assertThat(World.report(world.plan(), chat).placed()).as("one by one").isZero();

        world.guidance = solve();

        assertThat(world.guidance.summary().solver()).isEqualTo("java");
        assertThat(world.guidance.summary().unplaced()).isZero();
        assertThat(world.guidance.summary().gapPercent().orElseThrow()).isLessThan(0.5);
        assertThat(World.report(world.plan(), chat).placed()).isEqualTo(4);
        assertThat(World.report(world.plan(), batch).placed()).isEqualTo(6);
        assertThat(World.candidate(world.plan(), batch, "paris").detail())
                .matches("GPUs for a replica here are worth 0\\.[0-9]+ USD/h to other workloads beyond their price");
    }

    @Test
    void whoStandsWhereAnotherHasHisOnlyPlaceMakesRoomOnceItsDwellIsOver() {
        world.settle();
        assertThat(world.where(batch)).isEqualTo(Map.of("paris", 6));
        WorkloadDemand chat = world.workload("chat", 4, GpuAsk.of(1, "H100"));
        world.step();
        world.guidance = solve();
        assertThat(world.guidance.summary().waiting()).isEqualTo(4);
        assertThat(world.step().changes().isEmpty()).as("dwell").isTrue();

        world.now = world.now.plus(Duration.ofMinutes(30));
        Move move = world.step().changes().moves().getFirst();

        assertThat(move.reason()).isEqualTo(MoveReason.MAKES_ROOM);
        assertThat(move.replicas()).isEqualTo(4);
        assertThat(move.saving()).isEqualTo(Money.parse("-0.40"));
        assertThat(world.where(batch)).as("make-before-break").containsEntry("paris", 6);
        world.settle();
        assertThat(world.where(batch)).isEqualTo(Map.of("paris", 2, "verona", 4));
        assertThat(world.where(chat)).isEqualTo(Map.of("paris", 4));

        world.guidance = solve();
        world.now = world.now.plus(Duration.ofHours(5));
        assertThat(world.settle().changes().isEmpty()).isTrue();
        assertThat(world.where(batch)).as("stays where it made way to").isEqualTo(Map.of("paris", 2, "verona", 4));
    }

    @Test
    void makesRoomWhateverItCosts() {
        World dear = dearElsewhere();
        WorkloadDemand flexible = dear.workload("flexible", 8, GpuAsk.of(1, "H100"));
        dear.settle();
        WorkloadDemand rigid = dear.workload(
                "rigid", 2, GpuAsk.of(1, "H100"), PlacementPolicy.DEFAULT.withPinned(List.of(new ClusterId("aws"))));
        dear.step();
        dear.guidance = JointPlan.solve(dear.input(), SOLVER) instanceof JointPlan.Answer.Advice(Guidance advice)
                ? advice
                : Guidance.NONE;
        dear.now = dear.now.plus(Duration.ofHours(1));

        dear.settle();

        assertThat(dear.where(flexible)).isEqualTo(Map.of("aws", 6, "azure", 2));
        assertThat(dear.where(rigid)).isEqualTo(Map.of("aws", 2));
    }

    /** Prices of a proof are seldom exact: what is under way must not hang on them. New replicas take several passes to be ready. */
    @Test
    void roomThatIsBeingMadeIsMadeToTheEnd() {
        World dear = dearElsewhere();
        WorkloadDemand flexible = dear.workload("flexible", 8, GpuAsk.of(1, "H100"));
        dear.settle();
        WorkloadDemand rigid = dear.workload(
                "rigid", 2, GpuAsk.of(1, "H100"), PlacementPolicy.DEFAULT.withPinned(List.of(new ClusterId("aws"))));
        dear.step();
        dear.now = dear.now.plus(Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            dear.guidance = unpriced(dear);
            dear.step();
            dear.nothingIsReadyIn("azure");
            assertThat(dear.where(flexible)).as("pass " + i).containsEntry("azure", 2);
        }

        dear.settle();

        assertThat(dear.where(flexible)).isEqualTo(Map.of("aws", 6, "azure", 2));
        assertThat(dear.where(rigid)).isEqualTo(Map.of("aws", 2));
    }

    private static World dearElsewhere() {
        return new World()
                .cluster("aws", "eu-1", World.node("p1", "H100", 8))
                .cluster("azure", "eu-2", World.node("m1", "H100", 8))
                .price("eu-1", "h100-x8", "55.04")
                .price("eu-2", "h100-x8", "98.32");
    }

    private static Guidance unpriced(World world) {
        return JointPlan.solve(world.input(), SOLVER) instanceof JointPlan.Answer.Advice(Guidance advice)
                ? new Guidance(Map.of(), advice.ways(), advice.summary())
                : Guidance.NONE;
    }

    @Test
    void nobodyMakesRoomForALowerPriority() {
        world.settle();
        WorkloadDemand chat = world.workload("chat", 4, GpuAsk.of(1, "H100"));
        world.workloads.put(chat.uid(), lower(chat));
        world.step();

        assertThat(solve().ways()).isEmpty();
    }

    private static WorkloadDemand lower(WorkloadDemand demand) {
        return new WorkloadDemand(
                demand.uid(),
                demand.namespace(),
                demand.name(),
                demand.generation(),
                demand.createdAt(),
                -1,
                demand.pause(),
                demand.replicas(),
                demand.model(),
                demand.gpu(),
                demand.policy(),
                demand.tolerations());
    }

    @Test
    void nothingIsWorthAnythingToOthersWhileThereIsEnough() {
        world.workload("chat", 1, GpuAsk.of(1, "L4"));
        world.workloads.remove(batch.uid());

        assertThat(solve().advisesAs(Guidance.NONE)).isTrue();
    }

    @Test
    void workloadsThatAskForTheSameAreOneClassAndWhatIsHeldIsNotThere() {
        world.workload("batch-2", 6, GpuAsk.of(1, "H100", "L4"));
        world.holds.add(new CapacityHold(
                "h",
                new ClusterId("verona"),
                new Shape(new dev.windrose.placement.inventory.GpuProduct("L4"), 1, Optional.of("l4-x8")),
                CapacityTier.ON_DEMAND,
                3,
                world.now.plusSeconds(60)));

        var problem = JointPlan.problem(world.input());

        assertThat(problem.classes()).hasSize(1);
        assertThat(problem.classes().getFirst().workloads()).isEqualTo(2);
        assertThat(problem.options())
                .extracting(each -> each.key().cluster().value() + " " + each.capacity())
                .containsExactly("paris 6", "verona 5");
    }

    @Test
    void nodesThatAnAutoscalerMayAddAreThere() {
        world.put(World.growing(world.view("paris"), 3, 0));
        world.workload("chat", 4, GpuAsk.of(1, "H100"));

        assertThat(JointPlan.problem(world.input()).options())
                .extracting(each -> each.key().cluster().value() + " " + each.capacity())
                .containsExactly("paris 24", "verona 8");
        assertThat(solve().advisesAs(Guidance.NONE)).isTrue();
    }

    @Test
    void whatAPausedWorkloadHasIsNobodyElses() {
        world.settle();
        world.workloads.put(batch.uid(), World.paused(batch, Optional.of(new Pause("the workload", "ann", "why"))));
        world.workload("chat", 4, GpuAsk.of(1, "H100"));

        var problem = JointPlan.problem(world.input());

        assertThat(problem.classes()).extracting(WorkloadClass::replicas).containsExactly(4);
        assertThat(problem.options())
                .extracting(each -> each.key().cluster().value() + " " + each.capacity())
                .containsExactly("paris 0", "verona 8");
    }

    /** Random fleets on random days, the advice theirs or that of another fleet. */
    @Test
    void noAdviceBreaksALimitAndNoAdviceIsNoAdvice() {
        Seeded.forAll(60, PlanPropertyTest.STORIES, story -> {
            World one = PlanPropertyTest.fleet(Seeded.random(story.fleet()));
            one.guidance = new Guidance(Map.of(), Map.of(), Guidance.NONE.summary());
            var unguided = one.plan();
            one.guidance = Guidance.NONE;
            assertThat(one.plan()).isEqualTo(unguided);
            var planner = new DefaultPlanner();
            PlanMemory memory = planner.first(one.input()).memory().orElseThrow();
            for (PlanPropertyTest.Event event : story.events()) {
                one.guidance = advice(one, event.howMuch());
                var planned = one.plan();
                assertThat(PlanLint.check(one.input(), planned.plan())).isEmpty();
                assertThat(planned.report().workloads())
                        .allSatisfy(report -> PlanPropertyTest.withinLimits(report, one));
                var next = planner.next(memory, one.input());
                assertThat(next.result()).as("of what changed").isEqualTo(planned);
                memory = next.memory().orElseThrow();
                one.step();
                PlanPropertyTest.happen(one, event);
                one.now = one.now.plus(Duration.ofMinutes(event.howMuch() % 45));
            }
        });
    }

    private static Guidance advice(World world, int seed) {
        if (seed % 3 == 0) {
            Map<Guidance.Place, Money> worth = new HashMap<>();
            world.rows.forEach(
                    row -> worth.put(Guidance.Place.of(row.key()), Money.ofMicros(1_000_000L * (seed % 90))));
            return new Guidance(worth, Map.of(), Guidance.NONE.summary());
        }
        return JointPlan.solve(world.input(), new FleetSolver(Optional.empty(), Effort.DEFAULT))
                        instanceof JointPlan.Answer.Advice(Guidance guidance)
                ? guidance
                : Guidance.NONE;
    }
}
