package dev.windrose.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionLedgerTest {
    private static final ObjectKey A = new ObjectKey("v1/ConfigMap/t/a");
    private static final ObjectKey B = new ObjectKey("v1/ConfigMap/t/b");
    private static final String ONE = "{\"n\":1}";
    private static final String TWO = "{\"n\":2}";

    private final SectionLedger first = SectionLedger.empty(SectionName.WORKLOADS)
            .advancedTo(
                    new Generation(1, 1),
                    Manifest.of(Map.of(A, Digest.of(ONE), B, Digest.of(ONE))),
                    Map.of(Digest.of(ONE), ONE));

    @Test
    void onlyChangedObjectsCarryTheNewGeneration() {
        var second = first.advancedTo(
                new Generation(1, 2),
                Manifest.of(Map.of(A, Digest.of(ONE), B, Digest.of(TWO))),
                Map.of(Digest.of(TWO), TWO));

        assertThat(second.objects().get(A).since()).isEqualTo(new Generation(1, 1));
        assertThat(second.objects().get(B).since()).isEqualTo(new Generation(1, 2));
    }

    @Test
    void whatTheManifestLacksIsToBeRemovedUntilItsAbsenceWasSeen() {
        var second = first.advancedTo(new Generation(1, 2), Manifest.of(Map.of(A, Digest.of(ONE))), Map.of());

        assertThat(second.removals()).containsExactly(B);
        assertThat(second.removed(B).removals()).isEmpty();
    }

    @Test
    void whatComesBackIsNotRemoved() {
        var back = first.advancedTo(new Generation(1, 2), Manifest.EMPTY, Map.of())
                .advancedTo(new Generation(1, 3), Manifest.of(Map.of(B, Digest.of(TWO))), Map.of(Digest.of(TWO), TWO));

        assertThat(back.removals()).containsExactly(A);
    }

    @Test
    void aMissingBodyIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> first.advancedTo(new Generation(1, 2), Manifest.of(Map.of(A, Digest.of(TWO))), Map.of()))
                .withMessageContaining(A.value());
    }
}
