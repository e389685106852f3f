package dev.windrose.placement.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final PodNeed WHOLE = gpus(1, 8_000);
    private static final PodNeed HALF = new PodNeed(4_000, 1_024, 1, 500, Set.of());

    static PodNeed gpus(int gpus, int cpuMilli) {
        return new PodNeed(cpuMilli, 1_024, gpus, gpus == 0 ? 0 : PodNeed.WHOLE, Set.of());
    }

    static NodeSpec node(String name, int cores, int gpus) {
        return new NodeSpec(name, cores * 1_000, 1 << 20, gpus, "T4");
    }

    private static Packing packing(PackingRule rule, PodNeed typical, NodeSpec... nodes) {
        return new Packing(List.of(nodes), TypicalPods.of(List.of(typical)), rule);
    }

    @Test
    void amongEqualsTheFullerNodeTakesThePod() {
        Packing packing = packing(PackingRule.FRAGMENTATION_ONLY, WHOLE, node("a", 64, 4), node("b", 64, 2));

        assertThat(packing.place(WHOLE)).contains("b");
    }

    @Test
    void amongEquallyFullNodesTheSmallerNameTakesThePod() {
        Packing packing = packing(PackingRule.FRAGMENTATION_ONLY, WHOLE, node("b", 64, 4), node("a", 64, 4));

        assertThat(packing.place(WHOLE)).contains("a");
    }

    @Test
    void sharesTheGpuThatIsSharedAlready() {
        Packing packing = packing(PackingRule.FRAGMENTATION_ONLY, WHOLE, node("a", 64, 2));
        packing.place(HALF);

        packing.place(HALF);

        assertThat(packing.place(WHOLE)).contains("a");
    }

    @Test
    void keepsPodsThatWantManyCoresOffNodesThatHaveFew() {
        PodNeed hungry = gpus(1, 30_000);
        Packing packing = packing(PackingRule.DEFAULT, WHOLE, node("few", 32, 4), node("many", 128, 4));

        assertThat(packing.place(hungry)).contains("many");
    }

    @Test
    void placesNothingOnAnotherProduct() {
        Packing packing = packing(PackingRule.DEFAULT, WHOLE, node("a", 64, 4));

        assertThat(packing.place(new PodNeed(1, 1, 1, 1_000, Set.of("A100")))).isEmpty();
    }

    @Test
    void severalGpusAreTakenWholly() {
        Packing packing = packing(PackingRule.DEFAULT, WHOLE, node("a", 64, 2));
        packing.place(HALF);

        assertThat(packing.place(gpus(2, 1_000))).isEmpty();
    }

    @Test
    void theOrderOfTheNodesDoesNotMatter() {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nodes.add(node("n" + i, 16 + i % 3 * 32, 1 + i % 4));
        }
        List<PodNeed> pods = Collections.nCopies(15, List.of(WHOLE, HALF, gpus(2, 9_000))).stream()
                .flatMap(List::stream)
                .toList();
        List<NodeSpec> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, new Random(7));

        assertThat(placed(shuffled, pods)).isEqualTo(placed(nodes, pods));
    }

    private static List<String> placed(List<NodeSpec> nodes, List<PodNeed> pods) {
        Packing packing = new Packing(nodes, TypicalPods.of(pods), PackingRule.DEFAULT);
        return pods.stream().map(pod -> packing.place(pod).orElse("-")).toList();
    }

    @Test
    void refusesTwoNodesOfOneName() {
        assertThatThrownBy(() -> packing(PackingRule.DEFAULT, WHOLE, node("a", 64, 4), node("a", 32, 4)))
                .hasMessage("Two nodes are named a.");
    }

    @Test
    void refusesPartsOfSeveralGpus() {
        assertThatThrownBy(() -> new PodNeed(1, 1, 2, 500, Set.of())).hasMessageContaining("only one can be shared");
    }

    @Test
    void onlyTheCommonestNeedsAreTypical() {
        List<PodNeed> seen = new ArrayList<>(Collections.nCopies(96, WHOLE));
        seen.addAll(Collections.nCopies(4, HALF));

        assertThat(TypicalPods.of(seen).all())
                .extracting(TypicalPods.Typical::need)
                .containsExactly(WHOLE);
    }

    @Test
    void aGpuIsUselessToThoseWhoWantMoreThanIsLeft() {
        Room room = new Room(node("a", 64, 2));
        room.take(HALF, 0);

        assertThat(new Fragmentation(TypicalPods.of(List.of(WHOLE))).of(room)).isEqualTo(500);
        assertThat(new Fragmentation(TypicalPods.of(List.of(HALF))).of(room)).isZero();
        assertThat(new Fragmentation(TypicalPods.of(List.of(gpus(0, 1)))).of(room))
                .isEqualTo(1_500);
    }
}
