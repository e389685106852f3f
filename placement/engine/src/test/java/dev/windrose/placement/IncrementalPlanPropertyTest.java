package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Planning what changed gives what planning everything gives, over whole days of random fleets. */
class IncrementalPlanPropertyTest {
    @Test
    void planningWhatChangedGivesThePlanOfAFullPass() {
        var planned = new AtomicInteger();
        var takenOver = new AtomicInteger();
        Seeded.forAll(400, PlanPropertyTest.STORIES, story -> {
            World world = PlanPropertyTest.fleet(Seeded.random(story.fleet()));
            var chain = new Chain();
            for (PlanPropertyTest.Event event : story.events()) {
                for (int quiet = 0; quiet < 3; quiet++) {
                    var pass = chain.next(world.input());
                    planned.addAndGet(pass.planned());
                    takenOver.addAndGet(world.workloads.size() - pass.planned());
                    world.now = world.now.plusSeconds(event.howMuch() % 40);
                    if (event.howMuch() % 3 != quiet) { // sometimes a plan loses its race and is not made the target
                        world.step();
                    }
                }
                PlanPropertyTest.happen(world, event);
                world.now = world.now.plus(Duration.ofMinutes(event.howMuch() % 45));
            }
        });
        assertThat(takenOver.get()).as("taken over, planned: %s", planned).isGreaterThan(planned.get() / 2);
    }

    @Test
    void aHoldThatRunsOutGivesItsGpusToWhoWaits() {
        World world =
                new World().cluster("a", "eu-1", World.node("n1", "L4", 1)).price("eu-1", "l4-x1", "1");
        var waits = world.workload("waits", 1, GpuAsk.of(1, "L4"));
        world.holds.add(new CapacityHold(
                "h",
                new ClusterId("a"),
                new Shape(new GpuProduct("L4"), 1, Optional.of("l4-x1")),
                CapacityTier.ON_DEMAND,
                1,
                World.START.plusSeconds(60)));
        var chain = new Chain();
        assertThat(World.report(chain.plan(world.input()), waits).placed()).isZero();

        world.now = World.START.plusSeconds(61);

        assertThat(World.report(chain.plan(world.input()), waits).placed()).isEqualTo(1);
    }

    @Test
    void ofASettledFleetOnlyTheNewcomerIsPlanned() {
        List<NodeInventory> nodes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            nodes.add(World.node("n" + i, "L4", 1));
        }
        World world = new World()
                .cluster("a", "eu-1", nodes.toArray(NodeInventory[]::new))
                .price("eu-1", "l4-x1", "1");
        for (int i = 0; i < 20; i++) {
            world.workload("w" + i, 1, GpuAsk.of(1, "L4"));
        }
        world.settle();
        var chain = new Chain();
        chain.next(world.input());

        world.workload("newcomer", 1, GpuAsk.of(1, "L4"));

        assertThat(chain.next(world.input()).planned()).isEqualTo(1);
    }

    @Test
    void whoWaitsForGpusIsPlannedWhenSomeAreFree() {
        World world =
                new World().cluster("a", "eu-1", World.node("n1", "L4", 1)).price("eu-1", "l4-x1", "1");
        var runs = world.workload("runs", 1, GpuAsk.of(1, "L4"));
        var waits = world.workload("waits", 1, GpuAsk.of(1, "L4"));
        world.settle();
        var chain = new Chain();
        chain.next(world.input());
        assertThat(chain.next(world.input()).planned()).isZero();

        world.workloads.remove(runs.uid());
        world.settle();

        assertThat(World.report(chain.plan(world.input()), waits).placed()).isEqualTo(1);
    }

    @Test
    void whoWaitsForNodesIsPlannedWhenSomeMayBeAdded() {
        World world =
                new World().cluster("a", "eu-1", World.node("n1", "L4", 1)).price("eu-1", "l4-x1", "1");
        world.put(World.growing(world.view("a"), 1, 0));
        world.workload("a-runs", 1, GpuAsk.of(1, "L4"));
        var comes = world.workload("b-comes", 1, GpuAsk.of(1, "L4"));
        var waits = world.workload("c-waits", 1, GpuAsk.of(1, "L4"));
        world.step();
        world.step();
        var chain = new Chain();
        assertThat(World.report(chain.plan(world.input()), waits).placed()).isZero();

        world.workloads.remove(comes.uid());
        world.rows = world.rows.stream()
                .filter(row -> !row.key().workload().equals(comes.uid()))
                .toList();

        assertThat(World.report(chain.plan(world.input()), waits).placed()).isEqualTo(1);
    }

    @Test
    void whoseCheaperPlaceIsFullIsPlannedWhenThereIsRoom() {
        World world = new World()
                .cluster("cheap", "eu-1", World.node("n1", "L4", 1))
                .cluster("dear", "us-1", World.node("n1", "L4", 2))
                .price("eu-1", "l4-x1", "1")
                .price("us-1", "l4-x1", "2")
                .price("us-1", "l4-x2", "4");
        var first = world.workload("first", 1, GpuAsk.of(1, "L4"));
        var second = world.workload("second", 1, GpuAsk.of(1, "L4"));
        world.settle();
        world.now = world.now.plus(Duration.ofHours(1));
        var chain = new Chain();
        assertThat(World.report(chain.plan(world.input()), second).stays())
                .singleElement()
                .satisfies(stay -> assertThat(stay.reason()).isEqualTo(MoveReason.NO_ROOM));
        assertThat(chain.next(world.input()).planned()).isZero();

        world.workloads.remove(first.uid());
        for (int i = 0; i < 10; i++) {
            chain.next(world.input());
            world.step();
            world.now = world.now.plusSeconds(31);
        }

        assertThat(world.rows).extracting(row -> row.key().cluster().value()).containsExactly("cheap");
    }

    /** Passes that each go on from the one before, and are compared with full ones. */
    private static final class Chain {
        private final DefaultPlanner planner = new DefaultPlanner();
        private Optional<PlanMemory> memory = Optional.empty();

        DefaultPlanner.Pass next(PlanningInput input) {
            var pass = memory.map(each -> planner.next(each, input)).orElseGet(() -> planner.first(input));
            assertThat(pass.result()).isEqualTo(planner.plan(input));
            memory = pass.memory();
            return pass;
        }

        PlanningResult.Planned plan(PlanningInput input) {
            return (PlanningResult.Planned) next(input).result();
        }
    }
}
