package dev.windrose.placement.packing;

import static dev.windrose.placement.packing.PackingTest.gpus;
import static dev.windrose.placement.packing.PackingTest.node;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepackingTest {
    private static final PodNeed PART = new PodNeed(1_000, 1_024, 1, 400, Set.of());

    private final Packing packing = new Packing(
            List.of(node("a", 16, 1), node("b", 64, 1), node("c", 10, 0)),
            TypicalPods.of(List.of(gpus(1, 8_000))),
            PackingRule.DEFAULT);

    @Test
    void movesWhatSharesAGpuToAnotherSharedOne() {
        packing.put(PART, 0);
        packing.put(PART, 1);
        var repacking = new Repacking(packing, 9);

        assertThat(repacking.place(gpus(1, 8_000))).isTrue();
        assertThat(repacking.moved()).isEqualTo(1);
        assertThat(packing.allocatedGpuMilli()).isEqualTo(1_800);
    }

    @Test
    void movesWhatHoldsTheCoresOfAFreeGpu() {
        packing.put(gpus(1, 8_000), 1);
        packing.put(gpus(0, 10_000), 0);
        var repacking = new Repacking(packing, 9);

        assertThat(repacking.place(gpus(1, 8_000))).isTrue();
        assertThat(repacking.moved()).isEqualTo(1);
    }

    @Test
    void movesWhatIsInTheWayOfWhatIsInTheWay() {
        packing.put(gpus(0, 10_000), 0);
        packing.put(gpus(1, 20_000), 1);
        packing.put(gpus(0, 9_000), 2);
        packing.put(gpus(0, 34_500), 1);
        var repacking = new Repacking(packing, 9);

        assertThat(repacking.place(gpus(1, 8_000))).isTrue();
        assertThat(repacking.moved()).isEqualTo(2);
    }

    @Test
    void movesNoMoreThanItMay() {
        packing.put(PART, 0);
        packing.put(PART, 1);
        var repacking = new Repacking(packing, 0);

        assertThat(repacking.place(gpus(1, 8_000))).isFalse();
        assertThat(repacking.moved()).isZero();
    }

    @Test
    void leavesAllAsItWasWhereNothingHelps() {
        packing.put(gpus(1, 8_000), 0);
        packing.put(gpus(1, 8_000), 1);
        List<List<Pod>> before =
                List.of(List.copyOf(packing.podsOn(0)), List.copyOf(packing.podsOn(1)), List.copyOf(packing.podsOn(2)));

        assertThat(new Repacking(packing, 9).place(gpus(1, 8_000))).isFalse();
        assertThat(List.of(packing.podsOn(0), packing.podsOn(1), packing.podsOn(2)))
                .isEqualTo(before);
    }
}
