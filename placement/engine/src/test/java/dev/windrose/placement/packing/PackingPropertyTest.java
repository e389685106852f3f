package dev.windrose.placement.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PackingPropertyTest {
    private record Cluster(List<NodeSpec> nodes, List<PodNeed> pods) {}

    private static final Generator<Cluster> CLUSTERS = random -> {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            nodes.add(new NodeSpec(
                    "n" + i,
                    random.nextInt(64_000),
                    random.nextInt(64_000),
                    random.nextInt(9),
                    random.nextBoolean() ? "T4" : "A100"));
        }
        List<PodNeed> pods = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            pods.add(pod(random));
        }
        return new Cluster(nodes, pods);
    };

    private static PodNeed pod(RandomGenerator random) {
        int gpus = Math.max(0, random.nextInt(-1, 4));
        int milli = gpus == 0 ? 0 : gpus > 1 || random.nextBoolean() ? 1_000 : random.nextInt(1, 1_001);
        Set<String> products = random.nextInt(4) == 0 ? Set.of("A100") : Set.of();
        return new PodNeed(random.nextInt(12_000), random.nextInt(12_000), gpus, milli, products);
    }

    @Test
    void noNodeIsEverOverfullAndNoPodIsLost() {
        Seeded.forAll(300, CLUSTERS, cluster -> {
            var packing = new Packing(cluster.nodes(), TypicalPods.of(cluster.pods()), PackingRule.DEFAULT);
            var repacking = new Repacking(packing, 6);
            int placed = 0;
            for (PodNeed pod : cluster.pods()) {
                boolean fits = packing.fitting(pod).cardinality() > 0;
                boolean done = repacking.place(pod);
                assertThat(done || !fits).as("what fits is placed").isTrue();
                placed += done ? 1 : 0;
                check(packing, placed);
            }
            assertThat(repacking.moved()).isLessThanOrEqualTo(6);
        });
    }

    private static void check(Packing packing, int placed) {
        int pods = 0;
        for (int node = 0; node < packing.nodes(); node++) {
            var fresh = new Room(packing.room(node).spec());
            for (Pod pod : packing.podsOn(node)) {
                assertThat(pod.need().runsOn(fresh.spec().product())).isTrue();
                assertThat(pod.gpus()).hasSize(pod.need().gpus());
                fresh.retake(pod.need(), pod.gpus());
                pods++;
            }
            assertThat(fresh.freeCpu())
                    .isNotNegative()
                    .isEqualTo(packing.room(node).freeCpu());
            assertThat(fresh.freeMemory()).isNotNegative();
            for (int gpu = 0; gpu < fresh.gpus(); gpu++) {
                assertThat(fresh.freeOf(gpu))
                        .isNotNegative()
                        .isEqualTo(packing.room(node).freeOf(gpu));
            }
        }
        assertThat(pods).isEqualTo(placed);
    }

    @Test
    void theSamePodsEndOnTheSameNodes() {
        Seeded.forAll(50, CLUSTERS, cluster -> assertThat(names(cluster)).isEqualTo(names(cluster)));
    }

    private static List<String> names(Cluster cluster) {
        var packing = new Packing(cluster.nodes(), TypicalPods.of(cluster.pods()), PackingRule.DEFAULT);
        return cluster.pods().stream()
                .map(pod -> packing.place(pod).orElse("-"))
                .toList();
    }
}
