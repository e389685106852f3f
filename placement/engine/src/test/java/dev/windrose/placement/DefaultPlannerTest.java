package dev.windrose.placement;

import static dev.windrose.placement.World.candidate;
import static dev.windrose.placement.World.node;
import static dev.windrose.placement.World.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Taint;
import dev.windrose.placement.inventory.Understanding;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultPlannerTest {
    private final World world = new World();

    private static final GpuAsk ONE_H100 = GpuAsk.of(1, "H100");

    /** Two regions, H100 nodes of eight; b is cheaper. */
    private void twoClusters() {
        world.cluster("a", "eu-west-1", node("a1", "H100", 8)).price("eu-west-1", "h100-x8", "80");
        world.cluster("b", "us-east-1", node("b1", "H100", 8)).price("us-east-1", "h100-x8", "64");
    }

    @Test
    void choosesTheCheapestByAllocatedPriceAndExplainsTheOther() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);

        var planned = world.step();

        assertThat(world.where(chat)).isEqualTo(Map.of("b", 2));
        assertThat(candidate(planned, chat, "b"))
                .extracting(CandidateReport::reason, CandidateReport::allocated, CandidateReport::marginal)
                .containsExactly(Reason.CHOSEN, Optional.of(Money.parse("8")), Optional.of(Money.ZERO));
        assertThat(candidate(planned, chat, "a").reason()).isEqualTo(Reason.NOT_NEEDED);
        assertThat(report(planned, chat).knownCost()).contains(Money.parse("16"));
        assertThat(planned.report().totals()).isEqualTo(new Report.Totals(2, 2, 2, Money.parse("16"), 0));
    }

    @Test
    void paysTheShareOfTheNodeNotTheNode() {
        world.cluster("big", "r", node("n1", "H100", 8)).price("r", "h100-x8", "80");
        world.cluster("small", "s", node("n1", "L4", 1)).price("s", "l4-x1", "11");
        var chat = world.workload("chat", 1, GpuAsk.of(1, "H100", "L4"));

        world.step();

        assertThat(world.where(chat)).isEqualTo(Map.of("big", 1));
    }

    @Test
    void neverSplitsOneReplicaOverNodes() {
        NodeInventory[] pieces = {
            node("n1", "H100", "p", CapacityTier.ON_DEMAND, 8, 6),
            node("n2", "H100", "p", CapacityTier.ON_DEMAND, 8, 6),
            node("n3", "H100", "p", CapacityTier.ON_DEMAND, 8, 6),
            node("n4", "H100", "p", CapacityTier.ON_DEMAND, 8, 7),
            node("n5", "H100", "p", CapacityTier.ON_DEMAND, 8, 7)
        };
        world.cluster("a", "r", pieces).price("r", "p", "80");
        var chat = world.workload("chat", 1, GpuAsk.of(4, "H100"));

        var planned = world.step();

        assertThat(world.rows).isEmpty();
        assertThat(candidate(planned, chat, "a").reason()).isEqualTo(Reason.NOT_CONTIGUOUS);
        assertThat(candidate(planned, chat, "a").detail()).contains("8 GPUs are free, at most 2 of them on one node");
        assertThat(report(planned, chat).waitingOn()).isEqualTo(WaitingOn.CAPACITY);
    }

    @Test
    void packsIntoTheNodeWithTheFewestFreeGpusSoThatLargeReplicasStillFit() {
        world.cluster(
                        "a",
                        "r",
                        node("n1", "H100", "p", CapacityTier.ON_DEMAND, 8, 0),
                        node("n2", "H100", "p", CapacityTier.ON_DEMAND, 8, 4))
                .price("r", "p", "80");
        world.workload("a-small", 4, ONE_H100);
        var big = world.workload("b-big", 1, GpuAsk.of(8, "H100"));

        world.step();

        assertThat(world.where(big)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void placesAsFarAsItGoesAndExplainsTheRest() {
        world.cluster("a", "r", node("n1", "H100", 8)).price("r", "h100-x8", "80");
        var chat = world.workload("chat", 11, ONE_H100);

        var planned = world.step();

        assertThat(report(planned, chat))
                .extracting(WorkloadReport::placed, WorkloadReport::wanted, WorkloadReport::waitingOn)
                .containsExactly(8, 11, WaitingOn.CAPACITY);
        assertThat(candidate(planned, chat, "a").detail()).contains("no more: 0 GPUs are free");
    }

    @Test
    void placesTheHigherPriorityFirst() {
        world.cluster("a", "r", node("n1", "H100", 1)).price("r", "h100-x1", "8");
        var low = world.workload("a-low", 1, ONE_H100);
        var high = world.workload("b-high", 1, ONE_H100);
        world.workloads.put(
                high.uid(),
                new WorkloadDemand(
                        high.uid(),
                        "team-a",
                        "b-high",
                        1,
                        World.START.plusSeconds(9),
                        100,
                        Optional.empty(),
                        1,
                        high.model(),
                        high.gpu(),
                        high.policy(),
                        List.of()));

        world.step();

        assertThat(world.where(high)).isEqualTo(Map.of("a", 1));
        assertThat(world.where(low)).isEmpty();
    }

    @Test
    void unknownPriceIsNeverFree() {
        world.cluster("a", "r", node("n1", "H100", 8));
        var chat = world.workload("chat", 1, ONE_H100);

        var planned = world.step();

        assertThat(world.rows).isEmpty();
        assertThat(candidate(planned, chat, "a").reason()).isEqualTo(Reason.PRICE_UNKNOWN);
    }

    @Test
    void aPinWithoutCeilingMayRunAtAnUnknownPriceThatIsShownAsUnknown() {
        world.cluster("a", "r", node("n1", "H100", 8));
        var pinned = PlacementPolicy.DEFAULT.withPinned(List.of(new ClusterId("a")));
        var chat = world.workload("chat", 1, ONE_H100, pinned);

        var planned = world.step();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 1));
        assertThat(report(planned, chat).knownCost()).isEmpty();
        assertThat(report(planned, chat).unpricedReplicas()).isEqualTo(1);
        world.workloads.put(
                chat.uid(), World.with(chat, 1, 1, pinned.withMaxHourlyCost(Optional.of(Money.parse("1000")))));
        world.rows = List.of();
        assertThat(candidate(world.plan(), chat, "a").reason()).isEqualTo(Reason.PRICE_UNKNOWN);
    }

    @Test
    void capsPerClusterRoundUp() {
        twoClusters();
        var policy = PlacementPolicy.DEFAULT.withSpread(new Spread(1, Optional.of(Limit.parse("60%"))));
        var chat = world.workload("chat", 6, ONE_H100, policy);

        var planned = world.step();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2, "b", 4));
        assertThat(candidate(planned, chat, "b").detail()).contains("maxPerCluster 60% allows 4 of 6");
    }

    @Test
    void reachesTheMinimumOfRegionsAndCapsItAtWhatExists() {
        twoClusters();
        var two =
                world.workload("two", 3, ONE_H100, PlacementPolicy.DEFAULT.withSpread(new Spread(2, Optional.empty())));
        var many = world.workload(
                "x-many", 2, ONE_H100, PlacementPolicy.DEFAULT.withSpread(new Spread(5, Optional.empty())));
        var lone = world.workload(
                "y-lone",
                2,
                ONE_H100,
                PlacementPolicy.DEFAULT
                        .withSpread(new Spread(2, Optional.empty()))
                        .withRegions(List.of("eu-*")));

        var planned = world.step();

        assertThat(world.where(two)).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(world.where(many)).isEqualTo(Map.of("a", 1, "b", 1));
        assertThat(world.where(lone)).isEqualTo(Map.of("a", 2));
        assertThat(report(planned, lone).notes()).singleElement().asString().contains("minRegions 2 is capped at 1");
    }

    @Test
    void spotTakesNoMoreThanItsShare() {
        world.cluster("a", "r", node("s1", "L4", "spot-type", CapacityTier.SPOT, 8, 0), node("d1", "L4", 8));
        world.price("r", "spot-type", "2").price("r", "l4-x8", "8");
        var policy = PlacementPolicy.DEFAULT.withTiers(
                EnumSet.of(CapacityTier.SPOT, CapacityTier.ON_DEMAND), Optional.of(new Limit.Percent(50)));
        world.workload("chat", 5, GpuAsk.of(1, "L4"), policy);

        world.step();

        assertThat(world.rows)
                .extracting(row -> row.key().tier(), Assignment::replicas)
                .containsExactlyInAnyOrder(tuple(CapacityTier.SPOT, 3), tuple(CapacityTier.ON_DEMAND, 2));
    }

    @Test
    void theCeilingStopsTheReplicaThatWouldExceedIt() {
        twoClusters();
        var policy = PlacementPolicy.DEFAULT.withMaxHourlyCost(Optional.of(Money.parse("17")));
        var chat = world.workload("chat", 3, ONE_H100, policy);

        var planned = world.step();

        assertThat(world.where(chat)).isEqualTo(Map.of("b", 2));
        assertThat(candidate(planned, chat, "a").reason()).isEqualTo(Reason.OVER_MAX_HOURLY_COST);
    }

    @Test
    void memoryFitChoosesTheSmallestCountOfEachProduct() {
        world.cluster("t", "r", node("n1", "T4", 4)).price("r", "t4-x4", "4");
        world.cluster("l", "s", node("n1", "L4", 4)).price("s", "l4-x4", "3");
        var chat = world.workload("chat", 1, GpuAsk.BY_MEMORY_FIT);

        var planned = world.step();

        assertThat(world.rows).singleElement().satisfies(row -> {
            assertThat(row.key().cluster().value()).isEqualTo("l");
            assertThat(row.key().shape().gpusPerReplica()).isEqualTo(1);
        });
        assertThat(candidate(planned, chat, "t").shape().orElseThrow().gpusPerReplica())
                .isEqualTo(2);
    }

    @Test
    void eachClusterThatIsTurnedDownSaysWhy() {
        var good = List.of(node("n1", "H100", 8)).toArray(NodeInventory[]::new);
        for (String id : List.of(
                "cordoned", "lost", "stale", "region", "selector", "tenant", "taint", "nogpu", "tier", "product")) {
            world.cluster(id, "eu-1", good);
        }
        world.price("eu-1", "h100-x8", "80");
        world.put(World.with(world.view("cordoned"), Presence.READY, true));
        world.put(World.with(world.view("lost"), Presence.AGENT_LOST, false));
        var any = world.view("stale");
        world.put(view(any, "stale", "eu-1", Map.of("env", "prod"), List.of(), List.of(), Duration.ofMinutes(9)));
        world.put(view(any, "region", "us-1", Map.of("env", "prod"), List.of(), List.of(), Duration.ZERO));
        world.put(view(any, "selector", "eu-1", Map.of("env", "dev"), List.of(), List.of(), Duration.ZERO));
        world.put(view(any, "tenant", "eu-1", Map.of("env", "prod"), List.of(), List.of("team-b"), Duration.ZERO));
        var taint = new Taint("gpu-lab", "yes", Taint.Effect.NO_SCHEDULE);
        world.put(view(any, "taint", "eu-1", Map.of("env", "prod"), List.of(taint), List.of(), Duration.ZERO));
        world.cluster("nogpu", "eu-1");
        world.cluster("tier", "eu-1", node("n1", "H100", "h100-x8", CapacityTier.UNKNOWN, 8, 0));
        world.cluster("product", "eu-1", node("n1", "T4", 8));
        var policy = PlacementPolicy.DEFAULT
                .withRegions(List.of("eu-*"))
                .withSelector(new LabelSelector(Map.of("env", "prod"), List.of()));
        var chat = world.workload("chat", 1, ONE_H100, policy);

        var planned = world.plan();

        assertThat(report(planned, chat).candidates())
                .extracting(each -> each.cluster().value(), CandidateReport::reason)
                .containsExactlyInAnyOrder(
                        tuple("cordoned", Reason.CLUSTER_CORDONED),
                        tuple("lost", Reason.CLUSTER_NOT_READY),
                        tuple("stale", Reason.INVENTORY_STALE),
                        tuple("region", Reason.REGION_NOT_ALLOWED),
                        tuple("selector", Reason.SELECTOR_MISMATCH),
                        tuple("tenant", Reason.NAMESPACE_NOT_ALLOWED),
                        tuple("taint", Reason.TAINT_NOT_TOLERATED),
                        tuple("nogpu", Reason.NO_GPU_NODES),
                        tuple("tier", Reason.TIER_NOT_ALLOWED),
                        tuple("product", Reason.PRODUCT_NOT_ASKED));
    }

    private static ClusterView view(
            ClusterView like,
            String id,
            String region,
            Map<String, String> labels,
            List<Taint> taints,
            List<String> namespaces,
            Duration age) {
        return new ClusterView(
                new ClusterId(id),
                like.cloud(),
                Optional.of(region),
                labels,
                taints,
                false,
                namespaces,
                Presence.READY,
                like.nodes(),
                Optional.of(age),
                List.of(),
                Optional.empty());
    }

    @Test
    void plannedButNotYetSeenReplicasAreNotGivenAwayTwice() {
        world.cluster("a", "r", node("n1", "H100", 8)).price("r", "h100-x8", "80");
        world.workload("first", 5, ONE_H100);
        world.rows = world.plan().plan().assignments();
        var second = world.workload("second", 5, ONE_H100);

        var planned = world.plan();

        assertThat(report(planned, second).placed()).isEqualTo(3);
    }

    @Test
    void holdsKeepGpusFreeUntilTheyExpire() {
        world.cluster("a", "r", node("n1", "H100", 8)).price("r", "h100-x8", "80");
        var shape = new Shape(new GpuProduct("H100"), 2, Optional.of("h100-x8"));
        world.holds.add(new CapacityHold(
                "upgrade", new ClusterId("a"), shape, CapacityTier.ON_DEMAND, 3, World.START.plusSeconds(60)));
        var chat = world.workload("chat", 8, ONE_H100);

        assertThat(report(world.plan(), chat).placed()).isEqualTo(2);
        world.now = World.START.plusSeconds(60);
        assertThat(report(world.plan(), chat).placed()).isEqualTo(8);
    }

    @Test
    void staysWhereItIsForLessThanFivePercent() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.price("eu-west-1", "h100-x8", "61");
        world.now = world.now.plus(Duration.ofHours(2));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("b", 2));
    }

    @Test
    void movesForFivePercentOnlyAfterTheDwellAndMakesBeforeItBreaks() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.price("eu-west-1", "h100-x8", "60.8");
        assertThat(world.plan().changes().isEmpty()).as("before the dwell").isTrue();
        world.now = world.now.plus(Duration.ofMinutes(30));

        world.rows = world.plan().plan().assignments();
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2, "b", 2));
        assertThat(world.rows).extracting(Assignment::phase).containsExactly(Phase.SURGING, Phase.SERVING);

        assertThat(world.plan().changes().isEmpty())
                .as("nothing breaks before the new is ready")
                .isTrue();
        world.step();
        world.step();
        assertThat(world.rows).extracting(Assignment::phase).containsExactly(Phase.SERVING, Phase.DRAINING);
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Presence.class,
            names = {"SUSPECT", "AGENT_LOST", "UNHEALTHY", "UNKNOWN"})
    void nothingMovesAwayFromASilentCluster(Presence presence) {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.put(World.with(world.view("b"), presence, false));
        world.price("eu-west-1", "h100-x8", "1");
        world.now = world.now.plus(Duration.ofHours(9));

        var planned = world.plan();

        assertThat(planned.changes().isEmpty()).isTrue();
        assertThat(report(planned, chat).waitingOn()).isEqualTo(WaitingOn.FRESH_INVENTORY);
    }

    @Test
    void aNewPinWaitsWhileTheClusterWithTheReplicasIsSilent() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.put(World.with(world.view("b"), Presence.AGENT_LOST, false));
        world.workloads.put(chat.uid(), World.with(chat, 2, 2, chat.policy().withPinned(List.of(new ClusterId("a")))));

        assertThat(world.plan().changes().isEmpty()).isTrue();
    }

    @Test
    void slicesOfAGpuAreNeverJoinedForOneReplica() {
        var whole = node("n1", "H100", 7);
        var slices = whole.withGpu(new GpuInventory(
                whole.gpu().orElseThrow().vendor(),
                "nvidia.com/gpu",
                new GpuProduct("H100-MIG-1g.20gb"),
                Optional.of(19_968),
                GpuSharing.MIG,
                7,
                7,
                new TreeMap<>(),
                0));
        world.cluster("a", "r", slices).price("r", "h100-x7", "70");
        var joined = world.workload("joined", 1, GpuAsk.of(2, "H100-MIG-1g.20gb"));
        var fitted = world.workload("fitted", 1, GpuAsk.BY_MEMORY_FIT);
        var single = world.workload("single", 1, GpuAsk.of(1, "H100-MIG-1g.20gb"));

        var planned = world.step();

        assertThat(candidate(planned, joined, "a").reason()).isEqualTo(Reason.NODE_TOO_SMALL);
        assertThat(candidate(planned, fitted, "a").reason()).isEqualTo(Reason.MEMORY_TOO_SMALL);
        assertThat(report(planned, single).knownCost()).contains(Money.parse("10"));
    }

    @Test
    void scalesUpAndDownInPlace() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();

        world.workloads.put(chat.uid(), World.with(chat, 2, 9, chat.policy()));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 1, "b", 8));

        world.workloads.put(chat.uid(), World.with(chat, 3, 3, chat.policy()));
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("b", 3));
        assertThat(world.rows).allSatisfy(row -> assertThat(row.generation()).isEqualTo(3));
    }

    @Test
    void aNewPinMovesAndADeletedWorkloadGoes() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();

        world.workloads.put(chat.uid(), World.with(chat, 2, 2, chat.policy().withPinned(List.of(new ClusterId("a")))));
        var moving = world.step();
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2, "b", 2));
        assertThat(report(moving, chat).notes()).singleElement().asString().contains("2 old replicas are kept");
        world.settle();
        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2));

        world.workloads.clear();
        var planned = world.step();
        assertThat(world.rows).isEmpty();
        assertThat(planned.changes().changes()).singleElement().isInstanceOf(Change.Remove.class);
    }

    @Test
    void aPausedWorkloadKeepsEverythingAsItIs() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.workloads.put(
                chat.uid(),
                new WorkloadDemand(
                        chat.uid(),
                        "team-a",
                        "chat",
                        2,
                        World.START,
                        0,
                        Optional.of(new Pause("the workload", "ann", "a look")),
                        7,
                        chat.model(),
                        chat.gpu(),
                        chat.policy().withPinned(List.of(new ClusterId("a"))),
                        List.of()));

        var planned = world.plan();

        assertThat(planned.changes().isEmpty()).isTrue();
        assertThat(report(planned, chat).waitingOn()).isEqualTo(WaitingOn.PAUSED);
        assertThat(report(planned, chat).waitingDetail()).isEqualTo("the workload is paused by ann: a look");
    }

    @Test
    void nothingChangesOnAPausedClusterAndNothingNewComes() {
        twoClusters();
        var chat = world.workload("chat", 3, ONE_H100);
        world.settle();
        var before = world.rows;
        var where = world.where(chat);
        world.put(World.paused(world.view("b"), Optional.of(new Pause("cluster b", "ann", "a look"))));

        // Scaled to nothing and with a new spec: rows elsewhere go, those of the paused cluster stay as they are.
        world.workloads.put(chat.uid(), World.with(chat, 2, 0, chat.policy()));
        world.settle();

        assertThat(where).containsKey("b");
        assertThat(world.rows)
                .isEqualTo(before.stream()
                        .filter(row -> row.key().cluster().value().equals("b"))
                        .toList());
        var planned = world.plan();
        assertThat(report(planned, chat).waitingOn()).isEqualTo(WaitingOn.PAUSED);
        assertThat(candidate(planned, chat, "b").detail()).isEqualTo("cluster b is paused by ann: a look");

        // Resumed: what was held up happens at once.
        world.put(World.paused(world.view("b"), Optional.empty()));
        world.settle();
        assertThat(world.where(chat)).isEmpty();
    }

    @Test
    void aPausedClusterTakesNothingNewAndLetsGoOfTheDeleted() {
        twoClusters();
        world.put(World.paused(world.view("b"), Optional.of(new Pause("cluster b", "ann", "a look"))));
        var chat = world.workload("chat", 1, ONE_H100);
        world.settle();
        assertThat(world.where(chat)).containsOnlyKeys("a");
        assertThat(candidate(world.plan(), chat, "b").reason()).isEqualTo(Reason.CLUSTER_PAUSED);

        world.put(World.paused(world.view("a"), Optional.of(new Pause("cluster a", "ann", "a look"))));
        world.workloads.clear();
        world.settle();

        assertThat(world.rows).isEmpty();
    }

    @Test
    void replicasWhoseNodesAreGoneAreGivenPlacesElsewhere() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        world.put(World.withNodes(world.view("b"), List.of(node("b2", "T4", 1))));

        world.settle();

        assertThat(world.where(chat)).isEqualTo(Map.of("a", 2));
    }

    @Test
    void labelsThatVanishMoveNothing() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);
        world.settle();
        var known = world.view("b").nodes().getFirst();
        var gpu = known.gpu().orElseThrow();
        var riddle = new NodeInventory(
                known.name(),
                known.origin(),
                true,
                true,
                List.of(),
                Optional.of(new GpuInventory(
                        gpu.vendor(),
                        gpu.resource(),
                        GpuProduct.UNKNOWN,
                        Optional.empty(),
                        GpuSharing.UNKNOWN,
                        8,
                        8,
                        gpu.usedByOwner(),
                        0)),
                Understanding.not("no labels"));
        world.put(World.withNodes(world.view("b"), List.of(riddle)));

        var planned = world.plan();

        assertThat(planned.changes().isEmpty()).isTrue();
        assertThat(world.where(chat)).isEqualTo(Map.of("b", 2));
    }

    @Test
    void aChangedSpecGoesRoundClusterByCluster() {
        twoClusters();
        var policy = PlacementPolicy.DEFAULT.withSpread(new Spread(2, Optional.empty()));
        var chat = world.workload("chat", 2, ONE_H100, policy);
        world.settle();
        world.workloads.put(chat.uid(), World.with(chat, 2, 2, policy));

        world.rows = world.plan().plan().assignments();

        assertThat(world.rows).extracting(Assignment::generation).containsExactly(2L, 1L);
        assertThat(world.plan().changes().isEmpty()).as("waits for the first").isTrue();
        world.settle();
        assertThat(world.rows).extracting(Assignment::generation).containsExactly(2L, 2L);
    }

    @Test
    void changesCarryThePreconditionsTheyWereMadeUnder() {
        twoClusters();
        var chat = world.workload("chat", 2, ONE_H100);

        var change = (Change.Upsert) world.plan().changes().changes().getFirst();

        assertThat(change.preconditions())
                .containsExactly(
                        new Precondition.RowVersion(change.key(), 0),
                        new Precondition.WorkloadGeneration(chat.uid(), 1),
                        new Precondition.FreeCapacity(
                                new ClusterId("b"), change.key().shape(), CapacityTier.ON_DEMAND, 2));
    }

    @Test
    void refusesInputThatContradictsItself() {
        twoClusters();
        world.workload("chat", 2, ONE_H100);
        var row = world.plan().plan().assignments().getFirst();
        world.rows = List.of(row, row);

        assertThat(new DefaultPlanner().plan(world.input()))
                .isInstanceOfSatisfying(
                        PlanningResult.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .contains("twice"));
    }

    @Test
    void places500WorkloadsOn20ClustersWellBelowASecond() {
        for (int i = 0; i < 20; i++) {
            NodeInventory[] nodes = new NodeInventory[24];
            for (int n = 0; n < nodes.length; n++) {
                nodes[n] = node("n" + n, n % 3 == 0 ? "H100" : n % 3 == 1 ? "L4" : "A10G", 8);
            }
            world.cluster("c" + i, "r" + i % 7, nodes);
        }
        for (int r = 0; r < 7; r++) {
            for (String product : List.of("h100", "l4", "a10g")) {
                world.price("r" + r, product + "-x8", String.valueOf(20 + r * 7 + product.length()));
            }
        }
        for (int i = 0; i < 500; i++) {
            world.workload(
                    "w" + i,
                    1 + i % 9,
                    i % 2 == 0 ? GpuAsk.BY_MEMORY_FIT : GpuAsk.of(1 + i % 2, "H100", "L4"),
                    PlacementPolicy.DEFAULT.withSpread(new Spread(1 + i % 3, Optional.empty())));
        }
        world.plan();

        // This thread's processor time: what else the machine does is not the planner's.
        var clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        var planned = world.plan();
        Duration took = Duration.ofNanos(clock.getCurrentThreadCpuTime() - start);

        assertThat(planned.report().totals().placed()).isGreaterThan(2_000);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void namesEqualPlansEqually() {
        twoClusters();
        world.workload("chat", 2, ONE_H100);

        assertThat(world.plan().plan()).isEqualTo(world.plan().plan());
        assertThat(world.plan().plan().id()).isNotEqualTo(PlanId.NONE);
    }
}
