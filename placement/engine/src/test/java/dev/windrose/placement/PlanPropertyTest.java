package dev.windrose.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.egress.EgressPrices;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Random fleets through random days: whatever happens, no plan breaks a hard constraint, and the fleet comes to rest. */
class PlanPropertyTest {
    private static final String HALF = "-MIG-3g.40gb";
    private static final List<String> PRODUCTS = List.of("H100", "L4", "T4");
    private static final List<String> REGIONS = List.of("eu-1", "eu-2", "us-1");
    /** What carrying answers out of one of the regions costs is unknown. */
    private static final EgressPrices EGRESS =
            EgressPrices.read(List.of("eu-1,*,3", "us-1,*,0.5")).value();

    private static final List<CapacityTier> TIERS =
            List.of(CapacityTier.ON_DEMAND, CapacityTier.ON_DEMAND, CapacityTier.SPOT, CapacityTier.UNKNOWN);

    /** One thing that happens; the numbers choose to whom and how much. */
    record Event(int kind, int whom, int howMuch) {}

    /** A fleet by its seed, and what happens to it; shrinks by the events. */
    record Story(long fleet, List<Event> events) {}

    private static final Generator<List<Event>> EVENTS = Generator.lists(
            Generator.of(random -> new Event(random.nextInt(13), random.nextInt(1000), random.nextInt(1000))), 0, 12);

    static final Generator<Story> STORIES = new Generator<>() {
        @Override
        public Story next(RandomGenerator random) {
            return new Story(random.nextLong(), EVENTS.next(random));
        }

        @Override
        public List<Story> simpler(Story story) {
            return EVENTS.simpler(story.events()).stream()
                    .map(events -> new Story(story.fleet(), events))
                    .toList();
        }
    };

    @Test
    void noPlanBreaksAHardConstraint() {
        Seeded.forAll(300, STORIES, story -> {
            World world = fleet(Seeded.random(story.fleet()));
            for (Event event : story.events()) {
                PlanningInput input = world.input();
                PlanningResult.Planned planned = world.plan();
                assertThat(PlanLint.check(input, planned.plan())).isEmpty();
                assertThat(planned.report().workloads()).allSatisfy(report -> withinLimits(report, world));
                happen(world, event);
                world.step();
                world.now = world.now.plus(Duration.ofMinutes(event.howMuch() % 45));
            }
        });
    }

    @Test
    void equalInputGivesEqualPlansInWhateverOrderItComes() {
        Seeded.forAll(150, STORIES, story -> {
            World world = fleet(Seeded.random(story.fleet()));
            for (Event event : story.events()) {
                world.step();
                happen(world, event);
            }
            assertThat(new DefaultPlanner().plan(shuffled(world.input(), story.fleet())))
                    .isEqualTo(new DefaultPlanner().plan(world.input()))
                    .hasToString(new DefaultPlanner().plan(world.input()).toString());
        });
    }

    @Test
    void comesToRestAndThenPlansNothingNew() {
        Seeded.forAll(150, STORIES, story -> {
            World world = fleet(Seeded.random(story.fleet()));
            for (Event event : story.events()) {
                world.step();
                happen(world, event);
            }
            List.copyOf(world.clusters.values()).forEach(view -> world.put(World.paused(view, Optional.empty())));
            world.settle();
            world.now = world.now.plus(Duration.ofHours(1));
            world.settle();
            assertThat(world.plan().changes().changes()).isEmpty();
        });
    }

    @Test
    void changesLeadFromTheParentToThePlan() {
        Seeded.forAll(150, STORIES, story -> {
            World world = fleet(Seeded.random(story.fleet()));
            for (Event event : story.events()) {
                List<Assignment> before = world.rows;
                PlanningResult.Planned planned = world.step();
                assertThat(applied(before, planned.changes()))
                        .isEqualTo(planned.plan().assignments());
                happen(world, event);
            }
        });
    }

    /** What the report says is to stay obeys the limits, wherever the planner was free to choose. */
    static void withinLimits(WorkloadReport report, World world) {
        WorkloadDemand demand = world.workloads.get(report.uid());
        boolean held = world.clusters.values().stream()
                .anyMatch(view ->
                        view.presence() != Presence.READY || view.pause().isPresent());
        if (demand.paused() || held) {
            return;
        }
        assertThat(report.placed()).isBetween(0, demand.replicas());
        var byCluster = new TreeMap<ClusterId, Integer>();
        int spot = 0;
        for (CandidateReport candidate : report.candidates()) {
            byCluster.merge(candidate.cluster(), candidate.replicas(), Integer::sum);
            spot += candidate.tier().filter(tier -> tier == CapacityTier.SPOT).isPresent() ? candidate.replicas() : 0;
        }
        int most = demand.policy()
                .spread()
                .maxPerCluster()
                .map(cap -> cap.of(demand.replicas()))
                .orElse(9999);
        assertThat(byCluster.values())
                .allSatisfy(replicas -> assertThat(replicas).isLessThanOrEqualTo(most));
        assertThat(spot)
                .isLessThanOrEqualTo(demand.policy()
                        .maxSpotShare()
                        .map(cap -> cap.of(demand.replicas()))
                        .orElse(9999));
    }

    private static List<Assignment> applied(List<Assignment> before, ChangeSet changes) {
        var rows = new TreeMap<AssignmentKey, Assignment>();
        before.forEach(row -> rows.put(row.key(), row));
        for (Change change : changes.changes()) {
            long version =
                    rows.containsKey(change.key()) ? rows.get(change.key()).version() : 0;
            assertThat(change.preconditions()).contains(new Precondition.RowVersion(change.key(), version));
            switch (change) {
                case Change.Upsert upsert -> {
                    assertThat(upsert.row().version()).isEqualTo(version + 1);
                    rows.put(upsert.key(), upsert.row());
                }
                case Change.Remove remove -> rows.remove(remove.key());
            }
        }
        return List.copyOf(rows.values());
    }

    private static PlanningInput shuffled(PlanningInput input, long seed) {
        var random = new Random(seed);
        List<ClusterView> clusters = new ArrayList<>();
        input.clusters().forEach(view -> {
            List<NodeInventory> nodes = new ArrayList<>(view.nodes());
            Collections.shuffle(nodes, random);
            clusters.add(World.withNodes(view, nodes));
        });
        Collections.shuffle(clusters, random);
        return new PlanningInput(
                input.now(),
                input.parent(),
                clusters,
                shuffle(input.workloads(), random),
                input.prices(),
                shuffle(input.budgets(), random),
                shuffle(input.stockOuts(), random),
                input.spotHazards(),
                shuffle(input.assignments(), random),
                shuffle(input.observations(), random),
                shuffle(input.holds(), random),
                input.calm(),
                input.guidance(),
                input.settings());
    }

    private static <T> List<T> shuffle(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    static World fleet(RandomGenerator random) {
        World world = new World();
        world.settings = PlannerSettings.DEFAULT.with(EGRESS);
        for (int c = random.nextInt(1, 6); c > 0; c--) {
            NodeInventory[] nodes = new NodeInventory[random.nextInt(0, 6)];
            for (int n = 0; n < nodes.length; n++) {
                nodes[n] = node(random, "n" + n);
            }
            world.cluster("c" + c, REGIONS.get(random.nextInt(3)), nodes);
        }
        for (String region : REGIONS) {
            for (String product : PRODUCTS) {
                for (String tier : List.of("on-demand", "spot")) {
                    if (random.nextInt(8) > 0) {
                        world.price(region, product + "-" + tier, String.valueOf(random.nextInt(1, 80)));
                    }
                }
            }
        }
        if (random.nextInt(3) == 0) {
            world.budgets.add(budget(random.nextInt(1000)));
        }
        for (int w = random.nextInt(1, 8); w > 0; w--) {
            put(world, "w" + w, 1, random);
        }
        return world;
    }

    private static Budget budget(int howMuch) {
        return new Budget(
                "team-a",
                "b" + howMuch % 2,
                howMuch % 3 == 0 ? Optional.empty() : Optional.of(Money.parse(String.valueOf(howMuch % 100))),
                howMuch % 3 == 1 ? Optional.empty() : Optional.of(howMuch % 40));
    }

    private static NodeInventory node(RandomGenerator random, String name) {
        String product = PRODUCTS.get(random.nextInt(3));
        CapacityTier tier = TIERS.get(random.nextInt(4));
        int gpus = 1 << random.nextInt(4);
        NodeInventory node =
                World.node(name, product, product + "-" + tier.text(), tier, gpus, random.nextInt(gpus + 1) / 2);
        int halves = random.nextInt(4) == 0 ? random.nextInt(1, 7) : 0;
        return halves == 0
                ? node
                : SlicesTest.cut(
                        node,
                        Optional.of(gpus + (halves + 1) / 2),
                        SlicesTest.slices(product + HALF, halves, Optional.of(40_448))
                                .withForeign(random.nextInt(halves)));
    }

    private static String product(RandomGenerator random) {
        return PRODUCTS.get(random.nextInt(3)) + (random.nextInt(4) == 0 ? HALF : "");
    }

    private static void put(World world, String name, long generation, RandomGenerator random) {
        PlacementPolicy policy = PlacementPolicy.DEFAULT
                .withTiers(
                        random.nextBoolean()
                                ? EnumSet.of(CapacityTier.ON_DEMAND)
                                : EnumSet.of(CapacityTier.ON_DEMAND, CapacityTier.SPOT),
                        random.nextBoolean() ? Optional.empty() : Optional.of(new Limit.Percent(random.nextInt(101))))
                .withSpread(new Spread(
                        random.nextInt(1, 4),
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new Limit.Percent(random.nextInt(20, 101)))))
                .withEgress(
                        random.nextInt(4) == 0
                                ? Optional.of(new EgressWish(random.nextInt(5) * 1_000_000L))
                                : Optional.empty());
        if (random.nextInt(4) == 0) {
            policy = policy.withPinned(List.of(new ClusterId("c" + random.nextInt(1, 6))));
        }
        if (random.nextInt(4) == 0) {
            policy = policy.withRegions(List.of("eu-*"));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withMaxHourlyCost(Optional.of(Money.parse(String.valueOf(random.nextInt(1, 60)))));
        }
        GpuAsk gpu = random.nextInt(3) == 0
                ? GpuAsk.BY_MEMORY_FIT
                : GpuAsk.of(1 << random.nextInt(4), product(random), product(random));
        WorkloadDemand demand = new WorkloadDemand(
                World.uid(name),
                "team-a",
                name,
                generation,
                World.START.plusSeconds(random.nextInt(100)),
                random.nextInt(3),
                random.nextInt(12) == 0 ? Optional.of(new Pause("the workload", "ann", "a look")) : Optional.empty(),
                random.nextInt(0, 10),
                ModelDemand.of("meta-llama/Llama-3.1-8B-Instruct", Optional.empty(), Quantization.NONE),
                gpu,
                policy,
                List.of());
        world.workloads.put(demand.uid(), demand);
    }

    static void happen(World world, Event event) {
        RandomGenerator random = Seeded.random(event.whom() * 1000L + event.howMuch());
        ClusterView view = List.copyOf(world.clusters.values()).get(event.whom() % world.clusters.size());
        Presence[] presences = Presence.values();
        switch (event.kind()) {
            case 0 -> world.put(World.with(view, presences[event.howMuch() % presences.length], view.cordoned()));
            case 1 -> world.put(World.with(view, Presence.READY, event.howMuch() % 2 == 0));
            case 2 -> loseNode(world, view);
            case 3 -> addNode(world, view, random);
            case 4 ->
                world.price(
                        REGIONS.get(event.whom() % 3),
                        PRODUCTS.get(event.howMuch() % 3) + "-on-demand",
                        String.valueOf(1 + event.howMuch() % 80));
            case 5 -> put(world, "w" + event.whom() % 8, 2 + event.howMuch(), random);
            case 6 -> world.workloads.remove(World.uid("w" + event.whom() % 8));
            case 7 -> world.now = world.now.plus(Duration.ofHours(1));
            case 8 ->
                world.put(World.paused(
                        view,
                        event.howMuch() % 3 == 0
                                ? Optional.empty()
                                : Optional.of(new Pause("cluster " + view.id().value(), "ann", "a look"))));
            case 9 -> {
                world.budgets.clear();
                world.budgets.add(budget(event.howMuch()));
            }
            case 10 -> world.put(World.growing(view, event.howMuch() % 4, event.howMuch() % 2));
            case 11 ->
                world.stockOuts.add(new StockOut(
                        Set.of(view.id()),
                        PRODUCTS.get(event.howMuch() % 3) + "-on-demand",
                        CapacityTier.ON_DEMAND,
                        world.now.plus(Duration.ofMinutes(event.howMuch() % 60)),
                        "sold out"));
            default -> scale(world, event);
        }
    }

    private static void loseNode(World world, ClusterView view) {
        if (!view.nodes().isEmpty()) {
            world.put(World.withNodes(view, view.nodes().subList(1, view.nodes().size())));
        }
    }

    private static void addNode(World world, ClusterView view, RandomGenerator random) {
        List<NodeInventory> nodes = new ArrayList<>(view.nodes());
        String name = "x" + random.nextInt(1_000_000);
        if (nodes.stream().noneMatch(node -> node.name().equals(name))) {
            nodes.add(node(random, name));
            world.put(World.withNodes(view, nodes));
        }
    }

    private static void scale(World world, Event event) {
        List<WorkloadDemand> all = List.copyOf(world.workloads.values());
        if (!all.isEmpty()) {
            WorkloadDemand demand = all.get(event.whom() % all.size());
            world.workloads.put(
                    demand.uid(), World.with(demand, demand.generation() + 1, event.howMuch() % 12, demand.policy()));
        }
    }
}
