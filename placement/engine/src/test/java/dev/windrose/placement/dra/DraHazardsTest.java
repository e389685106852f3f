package dev.windrose.placement.dra;

import static dev.windrose.placement.dra.Devices.DRIVER;
import static dev.windrose.placement.dra.Devices.claim;
import static dev.windrose.placement.dra.Devices.counterSet;
import static dev.windrose.placement.dra.Devices.facts;
import static dev.windrose.placement.dra.Devices.gpu;
import static dev.windrose.placement.dra.Devices.holding;
import static dev.windrose.placement.dra.Devices.n;
import static dev.windrose.placement.dra.Devices.on;
import static dev.windrose.placement.dra.Devices.partitionable;
import static dev.windrose.placement.dra.Devices.slice;
import static dev.windrose.placement.dra.Devices.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.Nodes;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.WorkloadUid;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ways in which DRA devices are counted wrong. Objects after k8s.io/api resource/v1 types.go (1.34 to 1.37) and
 * NVIDIA/k8s-dra-driver-gpu; see {@link Devices}.
 */
class DraHazardsTest {
    private static final List<NodeFacts> NODES = List.of(
            Nodes.node("n1", Map.of("zone", "a", "gen", "9"), Map.of()),
            Nodes.node("n2", Map.of("zone", "b", "gen", "10"), Map.of()));
    private static final DeviceTaint NO_SCHEDULE = new DeviceTaint("ill", "", "NoSchedule");

    private static DraInventory.Devices only(DraFacts facts, PodFacts... pods) {
        List<DraInventory.Devices> devices =
                DraInventories.read(facts, NODES, List.of(pods)).byNode().getOrDefault("n1", List.of());
        assertThat(devices).hasSize(1);
        return devices.getFirst();
    }

    private static GpuInventory kind(DraFacts facts, String product) {
        return DraInventories.read(facts, NODES, List.of()).byNode().get("n1").stream()
                .map(DraInventory.Devices::gpu)
                .filter(gpu -> gpu.product().name().equals(product))
                .findFirst()
                .orElseThrow();
    }

    private static List<DeviceFacts> gpus(int count) {
        List<DeviceFacts> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(gpu("gpu-" + i));
        }
        return all;
    }

    @Test
    void countsWholeGpusLessWhatClaimsHold() {
        var devices = only(
                facts(
                        List.of(slice("s", "n1", 1, 1, gpus(8))),
                        claim("theirs", List.of(holding("n1", "gpu-0"), holding("n1", "gpu-1")), "pod"),
                        claim("ours", List.of(holding("n1", "gpu-2")), "ours")),
                Nodes.pod("ours", "n1", "Running", "uid-1", Map.of()));

        assertThat(devices.gpu().unused()).isEqualTo(5);
        assertThat(devices.gpu().allocatable()).isEqualTo(8);
        assertThat(devices.gpu().usedByForeign()).isEqualTo(2);
        assertThat(devices.gpu().usedByOwner()).isEqualTo(Map.of(new WorkloadUid("uid-1"), 1));
        assertThat(devices.gpu().usableMiB()).contains(81_559);
        assertThat(devices.gpu().source()).isEqualTo(GpuSource.DRA);
        assertThat(devices.gpu().resource()).isEqualTo("nvidia.com/gpu");
        assertThat(devices.closed()).isEmpty();
        assertThat(devices.understanding().understood()).isTrue();
    }

    @Test
    void slicesOfAnOlderGenerationDoNotCount() {
        var devices = only(facts(List.of(slice("old", "n1", 4, 1, gpus(8)), slice("new", "n1", 5, 1, gpus(6)))));

        assertThat(devices.gpu().unused()).isEqualTo(6);
    }

    @Test
    void anIncompletePoolIsUnknownNotZero() {
        var devices = only(
                facts(List.of(slice("s1", "n1", 5, 2, gpus(8))), claim("c", List.of(holding("n1", "gpu-0")), "pod")));

        assertThat(devices.understanding().reason()).contains("incomplete: 1 of 2 ResourceSlices of generation 5");
        assertThat(devices.gpu().unused()).isZero();
        assertThat(devices.gpu().usedByForeign()).as("what is held is known").isEqualTo(1);
    }

    @Test
    void aCompleteOldGenerationDoesNotStandInForAnIncompleteNewOne() {
        var devices = only(facts(List.of(slice("old", "n1", 4, 1, gpus(8)), slice("new", "n1", 5, 2, gpus(6)))));

        assertThat(devices.understanding().reason()).contains("1 of 2");
        assertThat(devices.gpu().unused()).isZero();
    }

    @Test
    void twoDevicesOfOneNameMakeThePoolUnknown() {
        var devices =
                only(facts(List.of(slice("s1", "n1", 1, 2, gpus(2)), slice("s2", "n1", 1, 2, List.of(gpu("gpu-1"))))));

        assertThat(devices.understanding().reason()).contains("names device gpu-1 twice");
        assertThat(devices.gpu().unused()).isZero();
    }

    @Test
    void reservedButNotRunningCounts() {
        var devices = only(
                facts(List.of(slice("s", "n1", 1, 1, gpus(4))), claim("nobody-yet", List.of(holding("n1", "gpu-0")))));

        assertThat(devices.gpu().unused()).isEqualTo(3);
    }

    @Test
    void accessForAdministrationTakesNothing() {
        var monitor = new ClaimFacts.Holding(DRIVER, "n1", "gpu-0", true, Map.of());

        assertThat(only(facts(List.of(slice("s", "n1", 1, 1, gpus(4))), claim("monitor", List.of(monitor), "m")))
                        .gpu()
                        .unused())
                .isEqualTo(4);
    }

    @Test
    void aClaimThatIsNotAllocatedHoldsNothing() {
        assertThat(only(facts(List.of(slice("s", "n1", 1, 1, gpus(4))), claim("waits", List.of(), "p")))
                        .gpu()
                        .unused())
                .isEqualTo(4);
    }

    @Test
    void aClaimOfSeveralWorkloadsIsNobodysInParticular() {
        var devices = only(
                facts(
                        List.of(slice("s", "n1", 1, 1, gpus(4))),
                        claim("both", List.of(holding("n1", "gpu-0")), "a", "b")),
                Nodes.pod("a", "n1", "Running", "uid-1", Map.of()),
                Nodes.pod("b", "n1", "Running", "uid-2", Map.of()));

        assertThat(devices.gpu().usedByOwner()).isEmpty();
        assertThat(devices.gpu().usedByForeign()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"NoSchedule, 3", "NoExecute, 3", "None, 4", "SomethingNew, 4"})
    void taintsKeepOffAsTheApiSays(String effect, int free) {
        List<DeviceFacts> devices = new ArrayList<>(gpus(3));
        devices.add(with(gpu("gpu-3"), new DeviceTaint("ill", "", effect)));

        GpuInventory gpu = only(facts(List.of(slice("s", "n1", 1, 1, devices)))).gpu();

        assertThat(gpu.unused()).isEqualTo(free);
        assertThat(gpu.capacity()).isEqualTo(4);
        assertThat(gpu.allocatable()).isEqualTo(free);
    }

    @Test
    void aTaintedDeviceThatIsHeldIsNotTakenOffTwice() {
        List<DeviceFacts> devices = new ArrayList<>(gpus(3));
        devices.add(with(gpu("gpu-3"), NO_SCHEDULE));

        GpuInventory gpu = only(facts(
                        List.of(slice("s", "n1", 1, 1, devices)), claim("c", List.of(holding("n1", "gpu-3")), "p")))
                .gpu();

        assertThat(gpu.unused()).isEqualTo(3);
        assertThat(gpu.usedByForeign()).isEqualTo(1);
    }

    private static DraInventory.Devices ruled(TaintRuleFacts rule) {
        return only(new DraFacts(
                List.of(slice("s", "n1", 1, 1, gpus(4))), List.of(), List.of(Devices.CLASS), List.of(rule)));
    }

    @Test
    void taintRulesMatchByAllThatTheyName() {
        Optional<String> any = Optional.empty();
        var one = new TaintRuleFacts(
                "r", true, Optional.of(DRIVER), Optional.of("n1"), Optional.of("gpu-2"), false, NO_SCHEDULE);
        var otherPool = new TaintRuleFacts("r", true, any, Optional.of("n2"), any, false, NO_SCHEDULE);
        var all = new TaintRuleFacts("r", true, any, any, any, false, NO_SCHEDULE);
        var none = new TaintRuleFacts("r", false, any, any, any, false, NO_SCHEDULE);

        assertThat(ruled(one).gpu().unused()).isEqualTo(3);
        assertThat(ruled(otherPool).gpu().unused()).isEqualTo(4);
        assertThat(ruled(all).gpu().unused())
                .as("an empty selector matches all")
                .isZero();
        assertThat(ruled(none).gpu().unused()).as("no selector matches none").isEqualTo(4);
    }

    @Test
    void aTaintRuleThatSelectsByMoreThanNamesMakesThePoolNotUnderstood() {
        var rule = new TaintRuleFacts(
                "cel", true, Optional.of(DRIVER), Optional.empty(), Optional.empty(), true, NO_SCHEDULE);

        assertThat(ruled(rule).understanding().reason()).contains("DeviceTaintRule cel");
    }

    private static DraFacts cutting(ClaimFacts... claims) {
        return facts(
                List.of(
                        slice(
                                "counters",
                                "n1",
                                1,
                                2,
                                new Reach.Node("n1"),
                                List.of(),
                                Map.of("gpu-0-counter-set", counterSet(), "gpu-1-counter-set", counterSet())),
                        slice("devices", "n1", 1, 2, both())),
                claims);
    }

    private static List<DeviceFacts> both() {
        List<DeviceFacts> devices = new ArrayList<>(partitionable(0));
        devices.addAll(partitionable(1));
        return devices;
    }

    @Test
    void waysToCutAreCountedByWhatFitsTogether() {
        DraFacts facts = cutting();

        assertThat(kind(facts, "H100").unused()).isEqualTo(2);
        assertThat(kind(facts, "H100-MIG-1g.10gb").unused()).isEqualTo(14);
        assertThat(kind(facts, "H100-MIG-2g.20gb").unused()).isEqualTo(6);
        assertThat(kind(facts, "H100-MIG-3g.40gb").unused()).isEqualTo(4);
        assertThat(kind(facts, "H100-MIG-3g.40gb").sharing()).isEqualTo(GpuSharing.MIG);
    }

    @Test
    void aSliceTakesTheWholeGpuAndWhatOverlaps() {
        DraFacts facts = cutting(
                claim("one", List.of(holding("n1", "gpu-0-mig-1g10gb-0")), "a"),
                claim("half", List.of(holding("n1", "gpu-0-mig-3g40gb-4")), "b"));

        assertThat(kind(facts, "H100").unused()).as("GPU 0 is cut").isEqualTo(1);
        assertThat(kind(facts, "H100-MIG-1g.10gb").unused())
                .as("places 1, 2, 3 of GPU 0; 7 of GPU 1")
                .isEqualTo(10);
        assertThat(kind(facts, "H100-MIG-2g.20gb").unused())
                .as("place 2 of GPU 0; 3 of GPU 1")
                .isEqualTo(4);
        assertThat(kind(facts, "H100-MIG-3g.40gb").unused())
                .as("none of GPU 0; 2 of GPU 1")
                .isEqualTo(2);
        assertThat(kind(facts, "H100-MIG-3g.40gb").allocatable()).isEqualTo(4);
    }

    @Test
    void aWholeGpuTakesAllItsSlices() {
        DraFacts facts = cutting(claim("whole", List.of(holding("n1", "gpu-1")), "a"));

        assertThat(kind(facts, "H100").unused()).isEqualTo(1);
        assertThat(kind(facts, "H100-MIG-1g.10gb").unused()).isEqualTo(7);
    }

    @Test
    void olderDriversMixCountersAndDevicesInOneSlice() {
        var mixed = slice(
                "s", "n1", 1, 1, new Reach.Node("n1"), partitionable(0), Map.of("gpu-0-counter-set", counterSet()));

        assertThat(kind(facts(List.of(mixed)), "H100-MIG-1g.10gb").unused()).isEqualTo(7);
    }

    @Test
    void aScarceCounterBoundsWhatFitsTogether() {
        // Seven places each, but multiprocessors for three: the sum of what is free alone would be seven.
        Map<String, BigDecimal> scarce = new java.util.HashMap<>(counterSet());
        scarce.put("multiprocessors", n(50));
        var mixed = slice("s", "n1", 1, 1, new Reach.Node("n1"), partitionable(0), Map.of("gpu-0-counter-set", scarce));

        assertThat(kind(facts(List.of(mixed)), "H100-MIG-1g.10gb").unused()).isEqualTo(3);
        assertThat(kind(facts(List.of(mixed)), "H100").unused()).isZero();
    }

    @Test
    void aCounterThatThePoolLacksIsNotUnderstood() {
        var mixed = slice("s", "n1", 1, 1, new Reach.Node("n1"), partitionable(0), Map.of());

        DraInventory read = DraInventories.read(facts(List.of(mixed)), NODES, List.of());

        assertThat(read.byNode().get("n1")).allSatisfy(d -> {
            assertThat(d.gpu().unused()).isZero();
            assertThat(d.understanding().reason()).contains("counters that the pool does not have");
        });
    }

    @Test
    void aHeldDeviceThatIsGoneMayStillTakeCounters() {
        DraFacts facts = cutting(claim("gone", List.of(holding("n1", "gpu-9-mig-1g10gb-0")), "a"));

        assertThat(DraInventories.read(facts, NODES, List.of()).byNode().get("n1"))
                .allSatisfy(d -> assertThat(d.understanding().reason()).contains("no longer lists"));
    }

    @Test
    void aGpuThatAMachineHasIsNotFreeForPods() {
        var vfio = new DeviceFacts(
                "gpu-vfio-0",
                Map.of("type", "vfio", "productName", "NVIDIA H100 80GB HBM3", "uuid", "GPU-gpu-0"),
                Map.of(),
                List.of(),
                false,
                new Reach.PerDevice(),
                List.of(),
                List.of());
        List<DeviceFacts> devices = new ArrayList<>(gpus(2));
        devices.add(vfio);
        DraFacts facts = facts(
                List.of(slice("s", "n1", 1, 1, devices)), claim("vm", List.of(holding("n1", "gpu-vfio-0")), "vm"));

        GpuInventory whole = DraInventories.read(facts, NODES, List.of()).byNode().get("n1").stream()
                .map(DraInventory.Devices::gpu)
                .filter(gpu -> gpu.sharing() == GpuSharing.FULL)
                .findFirst()
                .orElseThrow();

        assertThat(whole.unused()).isEqualTo(1);
    }

    private static DeviceFacts shareable(RequestPolicy policy) {
        return new DeviceFacts(
                "gpu-0",
                Map.of("type", "gpu", "productName", "NVIDIA H100 80GB HBM3"),
                Map.of("memory", new DeviceFacts.Capacity(n(80), policy)),
                List.of(),
                true,
                new Reach.PerDevice(),
                List.of(),
                List.of());
    }

    private static RequestPolicy range(long byDefault, long min, long max, long step) {
        return new RequestPolicy(
                Optional.of(n(byDefault)), List.of(), Optional.of(n(min)), Optional.of(n(max)), Optional.of(n(step)));
    }

    @Test
    void capacityThatIsSharedIsConsumedAndRoundedUp() {
        var consumed = new ClaimFacts.Holding(DRIVER, "n1", "gpu-0", false, Map.of("memory", n(25)));
        var devices = only(facts(
                List.of(slice("s", "n1", 1, 1, List.of(shareable(range(7, 10, 80, 10))))),
                claim("a", List.of(consumed), "a")));

        assertThat(devices.gpu().sharing()).isEqualTo(GpuSharing.CONSUMABLE);
        assertThat(devices.gpu().unused())
                .as("55 left, a request of 7 takes 10")
                .isEqualTo(5);
        assertThat(devices.gpu().usableMiB()).isEmpty();
        assertThat(devices.gpu().capacity()).isEqualTo(8);
    }

    @Test
    void anAllocationThatDoesNotSayWhatItConsumesMayHaveAll() {
        assertThat(only(facts(
                                List.of(slice("s", "n1", 1, 1, List.of(shareable(range(10, 10, 80, 10))))),
                                claim("a", List.of(holding("n1", "gpu-0")), "a")))
                        .gpu()
                        .unused())
                .isZero();
    }

    @Test
    void withoutPolicyARequestTakesAll() {
        assertThat(only(facts(List.of(slice("s", "n1", 1, 1, List.of(shareable(RequestPolicy.NONE))))))
                        .gpu()
                        .unused())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "10, 10", "11, 20", "20, 20", "35, 40", "40, 40", "41, "})
    void requestsAreRoundedUpToTheRange(long asked, Long taken) {
        assertThat(range(10, 10, 40, 10).rounded(n(asked)).map(BigDecimal::longValueExact))
                .isEqualTo(Optional.ofNullable(taken));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "5, 5", "6, 20", "20, 20", "21, "})
    void requestsAreRoundedUpToTheNextValidValue(long asked, Long taken) {
        var policy = new RequestPolicy(
                Optional.of(n(5)), List.of(n(20), n(5)), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(policy.rounded(n(asked)).map(BigDecimal::longValueExact)).isEqualTo(Optional.ofNullable(taken));
    }

    private static NodeSelector selector(String key, String operator, String... values) {
        return new NodeSelector(List.of(List.of(new NodeSelector.Requirement(key, operator, List.of(values), false))));
    }

    private static SliceFacts reaching(Reach reach) {
        return slice("s", "pool", 1, 1, reach, gpus(4), Map.of());
    }

    @Test
    void aSelectorThatOneNodeMatchesIsThatNode() {
        DraInventory read = DraInventories.read(
                facts(List.of(reaching(new Reach.Selected(selector("zone", "In", "b", "c"))))), NODES, List.of());

        assertThat(read.byNode().keySet()).containsExactly("n2");
        assertThat(read.shared()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "zone, In, a, n1",
        "zone, NotIn, a, n2",
        "gen, Gt, 9, n2",
        "gen, Lt, 10, n1",
        "zone, DoesNotExist, , shared",
        "zone, Exists, , shared",
        "nothing, Exists, , nowhere",
        "gen, Gt, x, nowhere"
    })
    void nodeSelectorsAreReadAsKubernetesReadsThem(String key, String operator, String value, String where) {
        var selector = value == null ? selector(key, operator) : selector(key, operator, value);
        DraInventory read =
                DraInventories.read(facts(List.of(reaching(new Reach.Selected(selector)))), NODES, List.of());

        boolean everywhere = where.equals("shared") && operator.equals("Exists");
        assertThat(read.shared()).hasSize(everywhere ? 1 : 0);
        assertThat(read.byNode().keySet())
                .isEqualTo(where.startsWith("n") && where.length() == 2 ? java.util.Set.of(where) : java.util.Set.of());
    }

    @Test
    void devicesForAllNodesAreCountedOnceAndForNone() {
        DraInventory read = DraInventories.read(facts(List.of(reaching(new Reach.AllNodes()))), NODES, List.of());

        assertThat(read.byNode()).isEmpty();
        assertThat(read.shared())
                .singleElement()
                .satisfies(d -> assertThat(d.gpu().unused()).isEqualTo(4));
    }

    @Test
    void devicesMayEachNameTheirNode() {
        var perDevice = slice(
                "s",
                "pool",
                1,
                1,
                new Reach.PerDevice(),
                List.of(
                        on(gpu("a"), new Reach.Node("n1")),
                        on(gpu("b"), new Reach.Node("n2")),
                        on(gpu("c"), new Reach.Node("n2")),
                        on(gpu("d"), new Reach.AllNodes())),
                Map.of());

        DraInventory read = DraInventories.read(facts(List.of(perDevice)), NODES, List.of());

        assertThat(read.byNode().get("n1").getFirst().gpu().unused()).isEqualTo(1);
        assertThat(read.byNode().get("n2").getFirst().gpu().unused()).isEqualTo(2);
        assertThat(read.shared().getFirst().gpu().unused()).isEqualTo(1);
    }

    @Test
    void aNodeThatIsGoneHasNoDevices() {
        DraInventory read = DraInventories.read(facts(List.of(reaching(new Reach.Node("gone")))), NODES, List.of());

        assertThat(read.byNode()).isEmpty();
        assertThat(read.shared()).isEmpty();
    }

    @Test
    void aConstraintThatIsNotKnownMakesThePoolNotUnderstood() {
        var odd = new SliceFacts(
                "s",
                DRIVER,
                "n1",
                1,
                1,
                new Reach.Node("n1"),
                gpus(2),
                Map.of(),
                List.of("a device consumes something that does not read"));

        assertThat(only(facts(List.of(odd))).understanding().reason()).contains("does not read");
    }

    @Test
    void withoutExtendedResourceNameNoPodCanAsk() {
        var unnamed = new ClassFacts("gpu.nvidia.com", Optional.empty(), List.of("device.driver == 'gpu.nvidia.com'"));
        var slices = List.of(slice("s", "n1", 1, 1, gpus(2)));

        var devices = only(new DraFacts(slices, List.of(), List.of(unnamed), List.of()));

        assertThat(devices.closed().orElseThrow()).contains("no DeviceClass offers these devices as nvidia.com/gpu");
        assertThat(devices.gpu().resource()).isEqualTo(DRIVER);
        assertThat(devices.gpu().unused()).isEqualTo(2);
    }

    @Test
    void aClassWhoseCelSaysMoreIsNotGuessed() {
        var clever = new ClassFacts(
                "big",
                Optional.of("nvidia.com/gpu"),
                List.of("device.capacity['gpu.nvidia.com'].memory.isGreaterThan(x)"));

        var devices =
                only(new DraFacts(List.of(slice("s", "n1", 1, 1, gpus(2))), List.of(), List.of(clever), List.of()));

        assertThat(devices.closed().orElseThrow()).contains("DeviceClass big").contains("not understood");
    }

    @Test
    void driversOfOtherThingsAreNoGpus() {
        var nic = new SliceFacts("s", "dra.net", "n1", 1, 1, new Reach.Node("n1"), gpus(4), Map.of(), List.of());

        assertThat(DraInventories.read(facts(List.of(nic)), NODES, List.of()).byNode())
                .isEmpty();
    }

    @Test
    void manyEqualCutsAreCountedWithoutTryingAll() {
        // 60 partitions that take 3 of 100: 33 fit together; trying all ways would take for ever.
        List<DeviceFacts> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(new DeviceFacts(
                    "p" + i,
                    Map.of("type", "gpu", "productName", "NVIDIA L4"),
                    Map.of(),
                    List.of(new DeviceFacts.CounterUse("set", Map.of("units", n(3)))),
                    false,
                    new Reach.PerDevice(),
                    List.of(),
                    List.of()));
        }
        var devices = only(facts(List.of(
                slice("s", "n1", 1, 1, new Reach.Node("n1"), many, Map.of("set", Map.of("units", n(100)))))));

        assertThat(devices.gpu().unused()).isEqualTo(33);
        assertThat(devices.understanding().understood()).isTrue();
    }
}
