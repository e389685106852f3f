package dev.windrose.placement;

import static dev.windrose.placement.World.candidate;
import static dev.windrose.placement.World.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.OtherGpus;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slices that have resources of their own, beside whole GPUs of the same node. */
class SlicesTest {
    private static final String LARGE = "H100-MIG-3g.40gb";
    private final World world = new World();

    static GpuInventory slices(String product, int units, Optional<Integer> usableMiB) {
        return new GpuInventory(
                GpuVendor.NVIDIA,
                "nvidia.com/mig-" + product.substring(product.indexOf("-MIG-") + 5),
                new GpuProduct(product, true),
                usableMiB,
                GpuSharing.MIG,
                units,
                units,
                new TreeMap<>(),
                0);
    }

    static NodeInventory cut(NodeInventory node, Optional<Integer> gpus, GpuInventory... slices) {
        return new NodeInventory(
                node.name(),
                node.origin(),
                true,
                true,
                node.taints(),
                node.gpu(),
                node.understanding(),
                List.of(),
                List.of(slices),
                gpus);
    }

    /** Eight H100s: four whole, three in two halves, one in seven small slices. */
    private static NodeInventory mixed(String name) {
        return cut(
                World.node(name, "H100", "p5", CapacityTier.ON_DEMAND, 4, 0),
                Optional.of(8),
                slices(LARGE, 6, Optional.of(40_448)),
                slices("H100-MIG-1g.10gb", 7, Optional.of(9_984)));
    }

    private static String gpu(Assignment row) {
        return row.replicas() + " of " + row.key().shape().product().key();
    }

    @Test
    void eachKindOfANodeIsAPlaceOfItsOwn() {
        world.cluster("a", "r", mixed("n1")).price("r", "p5", "80");
        var sliced = world.workload("sliced", 7, GpuAsk.of(1, LARGE));
        var whole = world.workload("whole", 5, GpuAsk.of(1, "H100"));

        var planned = world.settle();

        assertThat(report(planned, sliced).placed()).isEqualTo(6);
        assertThat(report(planned, whole).placed()).isEqualTo(4);
        assertThat(world.rows.stream().map(SlicesTest::gpu))
                .containsExactlyInAnyOrder("6 of H100-mig-3g.40gb", "4 of H100");
        assertThat(PlanLint.check(world.input(), world.plan().plan())).isEmpty();
    }

    @Test
    void whatOthersHoldOfASliceIsTakenOfItsProfileOnly() {
        var node = mixed("n1");
        world.cluster(
                        "a",
                        "r",
                        node.withSlices(List.of(
                                node.slices().get(0).withForeign(5),
                                node.slices().get(1))))
                .price("r", "p5", "80");
        var large = world.workload("large", 2, GpuAsk.of(1, LARGE));
        var small = world.workload("small", 7, GpuAsk.of(1, "H100-MIG-1g.10gb"));

        var planned = world.settle();

        assertThat(report(planned, large).placed()).isEqualTo(1);
        assertThat(report(planned, small).placed()).isZero();
        assertThat(report(planned, small).candidates().stream().map(CandidateReport::reason))
                .as("16 GB of weights")
                .contains(Reason.MEMORY_TOO_SMALL);
    }

    @ParameterizedTest
    @CsvSource({
        "H100, 4, 10, a GPU of eight though four are whole",
        "H100-MIG-3g.40gb, 1, 5, half of the memory and three sevenths of the compute",
        "H100-MIG-1g.20gb, 1, 2.5, a quarter of the memory",
        "H100-MIG-4g.40gb, 1, 5.714286, four sevenths of the compute",
        "H100-MIG-7g.80gb, 1, 10, all of it"
    })
    void aSliceBearsTheLargerOfItsSharesOfComputeAndMemory(String product, int units, String dollars, String why) {
        var node = World.node("n1", "H100", "p5", CapacityTier.ON_DEMAND, 4, 0);
        var sliced = product.equals("H100") ? LARGE : product;
        world.cluster("a", "r", cut(node, Optional.of(8), slices(sliced, units, Optional.of(81_559))))
                .price("r", "p5", "80");
        var workload = world.workload("w", 1, GpuAsk.of(1, product));

        assertThat(report(world.step(), workload).knownCost()).as(why).contains(Money.parse(dollars));
    }

    @Test
    void aPriceThatCannotBeDerivedIsUnknown() {
        world.cluster(
                        "uncounted",
                        "r",
                        cut(
                                World.node("n1", "H100", "p5", CapacityTier.ON_DEMAND, 4, 0),
                                Optional.empty(),
                                slices(LARGE, 2, Optional.empty())))
                .cluster(
                        "strange",
                        "r",
                        cut(
                                World.node("n1", "L4", "g6", CapacityTier.ON_DEMAND, 4, 0),
                                Optional.of(8),
                                slices("L4-MIG-1g.10gb", 2, Optional.empty())))
                .price("r", "p5", "80")
                .price("r", "g6", "8");
        var whole = world.workload("whole", 1, GpuAsk.of(1, "H100"));
        var strange = world.workload("strange", 1, GpuAsk.of(1, "L4-MIG-1g.10gb"));

        var planned = world.step();

        assertThat(candidate(planned, whole, "uncounted").reason()).isEqualTo(Reason.PRICE_UNKNOWN);
        assertThat(report(planned, strange).candidates())
                .filteredOn(each -> each.reason() == Reason.PRICE_UNKNOWN)
                .singleElement()
                .satisfies(each -> assertThat(each.detail()).contains("what part of a node L4-MIG-1g.10gb is"));
    }

    @Test
    void amdPartitionsShareTheGpusThatTheyAreCutFrom() {
        var partitions = new GpuInventory(
                GpuVendor.AMD,
                "amd.com/cpx_nps4",
                new GpuProduct("MI300X-CPX-NPS4"),
                Optional.empty(),
                GpuSharing.PARTITION,
                32,
                30,
                new TreeMap<>(),
                0);
        var whole = new GpuInventory(
                GpuVendor.AMD,
                "amd.com/spx_nps1",
                new GpuProduct("MI300X"),
                Optional.of(196_096),
                GpuSharing.FULL,
                4,
                4,
                new TreeMap<>(),
                0);
        var node = World.node("n1", "MI300X", "mi300", CapacityTier.ON_DEMAND, 8, 0);
        world.cluster(
                        "a",
                        "r",
                        new NodeInventory(
                                "n1",
                                node.origin(),
                                true,
                                true,
                                List.of(),
                                Optional.empty(),
                                node.understanding(),
                                List.of(new OtherGpus(whole, "closed")),
                                List.of(partitions),
                                Optional.empty()))
                .price("r", "mi300", "64");
        var asked = world.workload("asked", 1, GpuAsk.of(1, "MI300X-CPX-NPS4"));
        var fitted = world.workload("fitted", 1, GpuAsk.BY_MEMORY_FIT);
        var joined = world.workload("joined", 1, GpuAsk.of(2, "MI300X-CPX-NPS4"));

        var planned = world.step();

        assertThat(report(planned, asked).knownCost())
                .as("an eighth of one of eight")
                .contains(Money.parse("1"));
        assertThat(candidate(planned, fitted, "a").reason()).isEqualTo(Reason.MEMORY_UNKNOWN);
        assertThat(candidate(planned, joined, "a").reason()).isEqualTo(Reason.NODE_TOO_SMALL);
    }

    @Test
    void slicesAreNeverJoinedAndHoldTheWholeModel() {
        world.cluster("a", "r", cut(mixed("n1"), Optional.of(8), slices("H100-MIG-1g.10gb", 7, Optional.of(9_984))))
                .price("r", "p5", "80");
        var joined = world.workload("joined", 1, GpuAsk.of(2, "H100-MIG-1g.10gb"));
        var fitted = world.workload("fitted", 1, GpuAsk.BY_MEMORY_FIT);

        var planned = world.settle();

        assertThat(report(planned, joined).candidates())
                .filteredOn(each -> each.reason() == Reason.NODE_TOO_SMALL)
                .singleElement()
                .satisfies(each -> assertThat(each.detail()).contains("slices are not joined"));
        assertThat(world.rows.stream().map(SlicesTest::gpu)).containsExactly("1 of H100");
        assertThat(report(planned, fitted).candidates().stream().map(CandidateReport::reason))
                .contains(Reason.MEMORY_TOO_SMALL);
    }

    @Test
    void theMemoryFitTakesACheaperSliceThatHoldsTheModel() {
        world.cluster("a", "r", mixed("n1")).price("r", "p5", "80");
        var fitted = world.workload("fitted", 1, GpuAsk.BY_MEMORY_FIT);

        assertThat(report(world.settle(), fitted).knownCost()).contains(Money.parse("5"));
        assertThat(world.rows.stream().map(SlicesTest::gpu)).containsExactly("1 of H100-mig-3g.40gb");
    }

    /** Feature discovery that restarts takes the labels away for a while; the pods run on. */
    @Test
    void whatRunsOnSlicesThatAreNoLongerUnderstoodStays() {
        world.cluster("a", "r", mixed("n1")).price("r", "p5", "80");
        world.workload("sliced", 3, GpuAsk.of(1, LARGE));
        world.settle();
        var before = world.rows;
        var node = world.view("a").nodes().getFirst();
        world.cluster("b", "r", mixed("n1"));
        world.put(world.view("a")
                .withNodes(List.of(new NodeInventory(
                        "n1",
                        node.origin(),
                        true,
                        true,
                        List.of(),
                        node.gpu(),
                        node.understanding(),
                        List.of(new OtherGpus(node.slices().getFirst(), "the GPU product is unknown")),
                        List.of(),
                        Optional.of(8)))));

        assertThat(world.plan().changes().isEmpty()).isTrue();
        assertThat(world.rows).isEqualTo(before);
    }

    @Test
    void singleAndMixedSlicesOfOneProductAreTwoPlacesForOneWorkload() {
        var single = World.node("n2", "H100", "p5", CapacityTier.ON_DEMAND, 16, 0);
        single = single.withGpu(new GpuInventory(
                GpuVendor.NVIDIA,
                "nvidia.com/gpu",
                new GpuProduct(LARGE),
                Optional.of(40_448),
                GpuSharing.MIG,
                16,
                16,
                new TreeMap<>(),
                14));
        world.cluster("a", "r", mixed("n1"), single).price("r", "p5", "80");
        var workload = world.workload("w", 8, GpuAsk.of(1, LARGE));

        var planned = world.settle();

        assertThat(report(planned, workload).knownCost()).contains(Money.parse("40"));
        assertThat(world.rows.stream().map(SlicesTest::gpu))
                .containsExactlyInAnyOrder("2 of " + LARGE, "6 of H100-mig-3g.40gb");
    }

    @Test
    void theJointProblemSeesThemToo() {
        world.cluster("a", "r", mixed("n1")).price("r", "p5", "80");
        world.workload("sliced", 2, GpuAsk.of(1, LARGE));

        var facts = JointFacts.of(world.input());

        assertThat(facts.spots())
                .extracting(spot -> spot.place().product().key() + " " + spot.price() + " " + spot.capacity())
                .containsExactlyInAnyOrder("H100 10.00 4", "H100-mig-3g.40gb 5.00 6", "H100-mig-1g.10gb 1.428572 7");
        assertThat(facts.groups())
                .singleElement()
                .satisfies(group -> assertThat(group.needs().keySet())
                        .singleElement()
                        .satisfies(place -> assertThat(place.product()).isEqualTo(new GpuProduct(LARGE, true))));
    }

    @Test
    void newNodesOfAPoolAreCutAsThoseThatAreThere() {
        world.cluster("a", "r", mixed("n1")).price("r", "p5", "80");
        world.put(World.growing(world.view("a"), 1, 0));
        var workload = world.workload("w", 12, GpuAsk.of(1, LARGE));

        assertThat(report(world.step(), workload).placed()).isEqualTo(12);
    }
}
