package dev.windrose.hub.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.ClusterId;
import dev.windrose.placement.Egress;
import dev.windrose.placement.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyNotTest {
    @Test
    void whoCameFurthestComesFirstAndEqualReasonsAreSaidOnce() {
        assertThat(WhyNot.text(List.of(
                        turnedDown("a", Reason.NOT_PINNED, "pinned to c"),
                        turnedDown("b", Reason.NOT_PINNED, "pinned to c"),
                        turnedDown("c", Reason.NODE_TOO_SMALL, "needs 4 GPUs on one node, the largest has 1"),
                        turnedDown("c", Reason.NOT_UNDERSTOOD, "riddles"))))
                .isEqualTo("c: needs 4 GPUs on one node, the largest has 1; a, b: pinned to c");
    }

    @Test
    void whereSomeAreAndNoMoreCanBeIsTheFirstToKnow() {
        assertThat(WhyNot.text(List.of(
                        turnedDown("a", Reason.CHOSEN, "no more: 0 GPUs are free, one replica needs 1"),
                        turnedDown("a", Reason.TIER_NOT_ALLOWED, "spot is not in tiers"),
                        turnedDown("b", Reason.NO_FREE_GPU, "0 GPUs are free, one replica needs 1"))))
                .isEqualTo("a: no more: 0 GPUs are free, one replica needs 1; b: 0 GPUs are free, one replica needs 1");
    }

    @Test
    void thousandsOfClustersMakeAFewWords() {
        var candidates = new ArrayList<CandidateReport>();
        for (int i = 0; i < 3000; i++) {
            candidates.add(turnedDown("c%04d".formatted(i), Reason.NOT_PINNED, "pinned to x" + i % 2));
            candidates.add(turnedDown("d%04d".formatted(i), Reason.NO_FREE_GPU, i + " GPUs are free"));
        }

        assertThat(WhyNot.text(candidates))
                .startsWith("d0000: 0 GPUs are free; d0001: 1 GPUs are free; ")
                .endsWith("; 5994 more clusters for other reasons")
                .hasSizeLessThan(250);
        assertThat(WhyNot.text(candidates.stream()
                        .filter(each -> each.reason() == Reason.NOT_PINNED)
                        .toList()))
                .isEqualTo(
                        "c0000, c0002, c0004 and 1497 others: pinned to x0; c0001, c0003, c0005 and 1497 others: pinned to x1");
    }

    private static CandidateReport turnedDown(String cluster, Reason reason, String detail) {
        return new CandidateReport(
                new ClusterId(cluster),
                Optional.empty(),
                Optional.empty(),
                0,
                reason,
                detail,
                Optional.empty(),
                Optional.empty(),
                Egress.NONE);
    }
}
