package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes that an autoscaler may add: a chance that is taken last, and not where the cloud is known to be sold out. */
class ProvisioningTest {
    private final World world = new World()
            .cluster("a", "eu-1", World.node("a1", "H100", 8))
            .cluster("b", "eu-2", World.node("b1", "H100", 8))
            .price("eu-1", "h100-x8", "80")
            .price("eu-2", "h100-x8", "160");

    private void growing(String cluster, int upTo, int arriving) {
        world.put(World.growing(world.view(cluster), upTo, arriving));
    }

    private StockOut soldOut(String cluster, Duration howLong) {
        return new StockOut(
                Set.of(new ClusterId(cluster), new ClusterId("z")),
                "h100-x8",
                CapacityTier.ON_DEMAND,
                World.START.plus(howLong),
                "InsufficientInstanceCapacity was seen in cluster z");
    }

    @Test
    void whatIsThereIsTakenBeforeWhatWouldHaveToCome() {
        growing("a", 2, 0);
        var three = world.workload("three", 3, GpuAsk.of(8, "H100"));

        var planned = world.step();

        // the cheaper cluster first, the dearer one because its node is on already, and then a new one
        assertThat(world.where(three)).containsEntry("a", 2).containsEntry("b", 1);
        assertThat(World.report(planned, three).notes())
                .contains("1 replicas in cluster a wait for nodes that its autoscaler is to add");
    }

    @Test
    void twoReplicasShareANodeThatIsToCome() {
        world.clusters.remove(new ClusterId("b"));
        growing("a", 1, 0);
        var four = world.workload("four", 5, GpuAsk.of(4, "H100"));

        assertThat(World.report(world.step(), four).placed()).isEqualTo(4);
    }

    @Test
    void aReplicaThatWaitsForItsNodeIsNotPlacedAgain() {
        growing("a", 1, 0);
        var three = world.workload("three", 3, GpuAsk.of(8, "H100"));
        world.step();
        var before = world.rows;

        growing("a", 0, 1); // asked for, not there yet
        world.now = world.now.plusSeconds(60);
        var planned = world.step();

        assertThat(world.where(three)).containsEntry("a", 2).containsEntry("b", 1);
        assertThat(world.rows)
                .extracting(Assignment::key)
                .containsExactlyElementsOf(before.stream().map(Assignment::key).toList());
        assertThat(World.report(planned, three).placed()).isEqualTo(3);
    }

    @Test
    void aStockOutSendsWhatWaitsElsewhere() {
        world.put(world.view("b").withNodes(List.of(World.node("b1", "H100", 8), World.node("b2", "H100", 8))));
        growing("a", 1, 0);
        var three = world.workload("three", 4, GpuAsk.of(8, "H100"));
        world.step();
        assertThat(world.where(three)).containsEntry("a", 2).containsEntry("b", 2);

        // somebody gives a node back, and the cloud says that it has no more
        world.put(world.view("b")
                .withNodes(List.of(
                        World.node("b1", "H100", 8), World.node("b2", "H100", 8), World.node("b3", "H100", 8))));
        world.stockOuts.add(soldOut("a", Duration.ofHours(1)));
        world.settle();

        assertThat(world.where(three)).containsEntry("a", 1).containsEntry("b", 3);
    }

    @Test
    void aStockOutIsRememberedForTheRegionUntilItRunsOut() {
        growing("a", 5, 0);
        world.stockOuts.add(soldOut("a", Duration.ofMinutes(5)));
        var three = world.workload("three", 3, GpuAsk.of(8, "H100"));
        var planned = world.step();
        assertThat(World.report(planned, three).placed()).isEqualTo(2);
        var candidate = World.candidate(planned, three, "a");
        assertThat(candidate.detail())
                .contains(
                        "no node can be added: InsufficientInstanceCapacity was seen in cluster z; one workload may try again from 2026-03-01T12:05:00Z on");

        world.now = World.START.plus(Duration.ofMinutes(5));

        assertThat(World.report(world.step(), three).placed()).isEqualTo(3);
    }

    @Test
    void aStockOutElsewhereIsNoneHere() {
        growing("a", 5, 0);
        world.stockOuts.add(soldOut("b", Duration.ofMinutes(5)));
        var three = world.workload("three", 3, GpuAsk.of(8, "H100"));

        assertThat(World.report(world.step(), three).placed()).isEqualTo(3);
    }

    @Test
    void nodesThatAreThereAreNotConcernedByAStockOut() {
        growing("a", 5, 0);
        world.stockOuts.add(soldOut("a", Duration.ofMinutes(5)));
        var one = world.workload("one", 1, GpuAsk.of(8, "H100"));

        world.step();

        assertThat(world.where(one)).containsEntry("a", 1);
    }

    @Test
    void aPoolWhoseNodesNobodyKnowsAddsNothing() {
        world.put(World.growing(world.view("a").withNodes(List.of()), 5, 0));
        var two = world.workload("two", 2, GpuAsk.of(8, "H100"));

        assertThat(World.report(world.step(), two).placed()).isEqualTo(1);
    }

    @Test
    void whenItsTimeIsOverOneWorkloadTriesAndTheOthersWait() {
        growing("a", 5, 0);
        world.stockOuts.add(soldOut("a", Duration.ofMinutes(5)));
        var first = world.workload("first", 3, GpuAsk.of(8, "H100"));
        var second = world.workload("second", 1, GpuAsk.of(8, "H100"));
        world.now = World.START.plus(Duration.ofMinutes(5));

        var planned = world.step();
        assertThat(World.report(planned, first).placed()).isEqualTo(3);
        assertThat(World.report(planned, second).placed()).isZero();

        // what waits for a node is the trial, also in later passes
        planned = world.step();
        assertThat(World.report(planned, second).placed()).isZero();

        world.stockOuts.clear(); // it was granted
        assertThat(World.report(world.step(), second).placed()).isEqualTo(1);
    }

    @Test
    void aPoolThatMayNotGrowNowStillSaysWhy() {
        growing("a", 0, 0); // its autoscaler backs off
        world.stockOuts.add(soldOut("a", Duration.ofMinutes(5)));
        var three = world.workload("three", 3, GpuAsk.of(8, "H100"));

        assertThat(World.candidate(world.step(), three, "a").detail())
                .contains("no node can be added: InsufficientInstanceCapacity was seen in cluster z");
    }
}
