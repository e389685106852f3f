package dev.windrose.placement.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.dra.DraFacts;
import dev.windrose.placement.dra.DraInventories;
import dev.windrose.placement.dra.DraInventory;
import dev.windrose.placement.dra.RandomDevices;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.Nodes;
import dev.windrose.placement.inventory.OtherGpus;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemberInventoriesPropertyTest {
    private static final List<String> RESOURCES = List.of(
            "nvidia.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/mig-1g.10gb", "amd.com/gpu", "amd.com/cpx_nps4");

    private static NodeFacts node(String name, RandomGenerator random) {
        Map<String, String> labels = Nodes.gfd("NVIDIA-H100-80GB-HBM3", 81_559, random.nextInt(9));
        if (random.nextInt(3) == 0) {
            labels = Nodes.with(
                    labels,
                    "nvidia.com/gpu.replicas",
                    Integer.toString(random.nextInt(5)),
                    "nvidia.com/gpu.sharing-strategy",
                    List.of("time-slicing", "mps", "none", "odd").get(random.nextInt(4)),
                    "amd.com/gpu.product-name",
                    "AMD_Instinct_MI300X_OAM");
        }
        Map<String, Long> units = new java.util.HashMap<>();
        for (String resource : RESOURCES) {
            if (random.nextInt(3) == 0) {
                units.put(resource, random.nextInt(20) == 0 ? random.nextLong() : (long) random.nextInt(17));
            }
        }
        return Nodes.node(name, labels, units);
    }

    private static PodFacts pod(int i, RandomGenerator random) {
        String node = "n" + random.nextInt(4);
        if (random.nextInt(6) == 0) {
            return Nodes.fraction(
                    "p" + i, "gpu-fraction", List.of("0.5", "1", "x").get(random.nextInt(3)));
        }
        return Nodes.pod(
                "p" + i,
                node.equals("n3") ? "" : node,
                List.of("Running", "Pending", "Succeeded", "Failed").get(random.nextInt(4)),
                random.nextBoolean() ? "uid-" + random.nextInt(3) : "",
                Map.of(
                        RESOURCES.get(random.nextInt(RESOURCES.size())),
                        random.nextInt(30) == 0 ? random.nextLong() : (long) random.nextInt(5)));
    }

    private static MemberInventories.Facts member(RandomGenerator random) {
        List<NodeFacts> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(node("n" + i, random));
        }
        List<PodFacts> pods = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            pods.add(pod(i, random));
        }
        return new MemberInventories.Facts(
                nodes, pods, RandomDevices.facts(random, List.of("n0", "n1")), Provisioning.Facts.NONE);
    }

    private static Stream<GpuInventory> all(NodeInventory node) {
        return Stream.concat(node.gpu().stream(), node.others().stream().map(OtherGpus::gpu));
    }

    @Test
    void freeIsNeverBelowZeroNorAboveWhatMayBeAllocated() {
        Seeded.forAll(400, Generator.of(MemberInventoriesPropertyTest::member), facts -> {
            for (NodeInventory node :
                    MemberInventories.read(facts, Instant.EPOCH).nodes()) {
                assertThat(all(node)).allSatisfy(gpu -> assertThat(gpu.unused()).isBetween(0, gpu.allocatable()));
            }
        });
    }

    @Test
    void theOrderOfObjectsDoesNotMatter() {
        Seeded.forAll(150, Generator.of(random -> Map.entry(member(random), random.nextLong())), value -> {
            var facts = value.getKey();
            var random = new Random(value.getValue());
            var shuffled = new MemberInventories.Facts(
                    shuffled(facts.nodes(), random),
                    shuffled(facts.pods(), random),
                    new DraFacts(
                            shuffled(facts.devices().slices(), random),
                            shuffled(facts.devices().claims(), random),
                            shuffled(facts.devices().classes(), random),
                            shuffled(facts.devices().taintRules(), random)),
                    facts.provisioning());

            assertThat(MemberInventories.read(shuffled, Instant.EPOCH))
                    .isEqualTo(MemberInventories.read(facts, Instant.EPOCH));
        });
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> other = new ArrayList<>(list);
        Collections.shuffle(other, random);
        return other;
    }

    /** Slices of one generation only: without its newest slice an older generation would become the present one. */
    @Test
    void aSliceThatIsMissedNeverRaisesWhatIsKnownToBeFree() {
        Seeded.forAll(200, Generator.of(random -> RandomDevices.facts(random, List.of("n0", "n1"))), facts -> {
            int before = knownFree(facts);
            for (int i = 0; i < facts.slices().size(); i++) {
                var fewer = new ArrayList<>(facts.slices());
                fewer.remove(i);
                assertThat(knownFree(new DraFacts(fewer, facts.claims(), facts.classes(), facts.taintRules())))
                        .isLessThanOrEqualTo(before);
            }
        });
    }

    @Test
    void oneMoreClaimNeverRaisesWhatIsFree() {
        Seeded.forAll(200, Generator.of(random -> RandomDevices.facts(random, List.of("n0", "n1"))), facts -> {
            for (int i = 0; i < facts.claims().size(); i++) {
                var fewer = new ArrayList<>(facts.claims());
                fewer.remove(i);
                assertThat(knownFree(facts))
                        .isLessThanOrEqualTo(
                                knownFree(new DraFacts(facts.slices(), fewer, facts.classes(), facts.taintRules())));
            }
        });
    }

    private static int knownFree(DraFacts facts) {
        List<NodeFacts> nodes = List.of(Nodes.node("n0", Map.of(), Map.of()), Nodes.node("n1", Map.of(), Map.of()));
        return DraInventories.read(facts, nodes, List.of()).byNode().values().stream()
                .flatMap(List::stream)
                .filter(devices -> devices.understanding().understood())
                .map(DraInventory.Devices::gpu)
                .mapToInt(GpuInventory::unused)
                .sum();
    }
}
