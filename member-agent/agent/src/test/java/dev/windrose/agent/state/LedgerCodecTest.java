package dev.windrose.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {
    private static final ObjectKey KEY = new ObjectKey("v1/ConfigMap/t/a");

    @Test
    void readsWhatItWrote() throws IOException {
        SectionLedger ledger = ledger(Digest.of("{}"));

        assertThat(LedgerCodec.decode(LedgerCodec.encode(ledger))).isEqualTo(ledger);
    }

    @Test
    void theSameLedgerIsTheSameBytes() {
        assertThat(LedgerCodec.encode(ledger(Digest.of("{}")))).isEqualTo(LedgerCodec.encode(ledger(Digest.of("{}"))));
    }

    @Test
    void aBodyThatDoesNotHashToItsDigestIsRefused() {
        byte[] bytes = LedgerCodec.encode(ledger(Digest.of("something else")));

        assertThatIOException().isThrownBy(() -> LedgerCodec.decode(bytes)).withMessageContaining(KEY.value());
    }

    private static SectionLedger ledger(Digest digest) {
        var object = new DesiredObject(KEY, SectionName.WORKLOADS, new Generation(1, 2), digest, "{}");
        return new SectionLedger(
                SectionName.WORKLOADS,
                new Generation(1, 3),
                Map.of(KEY, object),
                Set.of(new ObjectKey("v1/ConfigMap/t/b")));
    }
}
