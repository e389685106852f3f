package dev.windrose.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SectionSenderTest {

    private static final Manifest A = manifest("a");
    private static final Manifest AB = Manifest.of(Map.of(key("a"), Digest.of("a"), key("b"), Digest.of("b")));

    private final SectionSender sender = new SectionSender(SectionName.WORKLOADS);

    @Test
    void sendsNothingBeforeAHello() {
        sender.desire(generation(1), A);
        assertThat(sender.next(0)).isEmpty();
        assertThat(sender.state()).isEqualTo(new SyncState.Unknown());
    }

    @Test
    void sendsTheDifferenceAtOnce() {
        sender.onHello(SectionState.NONE, 0);
        sender.desire(generation(1), A);
        Transmission transmission = sender.next(0).orElseThrow();
        assertThat(transmission.base()).contains(Generation.NONE);
        assertThat(transmission.upserts()).containsOnlyKeys(key("a"));
        assertThat(sender.next(0)).isEmpty();
    }

    @Test
    void resendsAfterFiveSecondsThenDoublesToSixty() {
        sender.onHello(SectionState.NONE, 0);
        sender.desire(generation(1), A);
        sender.next(0);
        long now = 0;
        for (int pause : new int[] {5, 10, 20, 40, 60, 60}) {
            now += seconds(pause);
            sender.onRenewal(now);
            assertThat(sender.next(now - 1)).as("just before %d s", pause).isEmpty();
            assertThat(sender.next(now)).as("after %d s", pause).isPresent();
        }
    }

    @Test
    void waitsWhileRenewalsAreMissing() {
        sender.onHello(SectionState.NONE, 0);
        sender.desire(generation(1), A);
        sender.next(0);
        assertThat(sender.next(seconds(20))).isEmpty();
        sender.onRenewal(seconds(21));
        assertThat(sender.next(seconds(21))).isPresent();
    }

    @Test
    void pipelinesANewChangeOverWhatWasSentLast() {
        sender.onHello(SectionState.NONE, 0);
        sender.desire(generation(1), A);
        sender.next(0);
        sender.desire(generation(2), AB);
        Transmission transmission = sender.next(1).orElseThrow();
        assertThat(transmission.base()).contains(generation(1));
        assertThat(transmission.upserts()).containsOnlyKeys(key("b"));
    }

    @Test
    void aRepetitionNamesEveryKeyTouchedSinceTheConfirmation() {
        sender.onHello(SectionState.NONE, 0);
        sender.desire(generation(1), AB);
        sender.next(0);
        sender.desire(generation(2), A);
        sender.next(1);
        sender.onRenewal(seconds(6));
        Transmission again = sender.next(seconds(6)).orElseThrow();
        assertThat(again.base()).contains(Generation.NONE);
        assertThat(again.upserts()).containsOnlyKeys(key("a"));
        assertThat(again.tombstones()).containsExactly(key("b"));
    }

    @Test
    void sendsASnapshotOverAnUnknownManifest() {
        sender.desire(generation(5), AB);
        sender.onHello(new SectionState(generation(2), Digest.of("elsewhere")), 0);
        assertThat(sender.next(0).orElseThrow().base()).isEmpty();
    }

    @Test
    void sendsSnapshotsAtMostOnceASecond() {
        sender.desire(generation(1), A);
        sender.onHello(SectionState.NONE, 0);
        sender.onSnapshotRequest(SectionState.NONE, 0);
        assertThat(sender.next(0)).isPresent();
        sender.onSnapshotRequest(SectionState.NONE, 1);
        assertThat(sender.next(seconds(1) - 1)).isEmpty();
        assertThat(sender.next(seconds(1)).flatMap(Transmission::base)).isEmpty();
    }

    @Test
    void staysSilentToAnAgentThatIsAheadUntilANewTerm() {
        sender.desire(generation(3), A);
        sender.onHello(new SectionState(generation(9), AB.digest()), 0);
        assertThat(sender.next(0)).isEmpty();
        sender.desire(generation(10), A);
        assertThat(sender.next(0)).isEmpty();
        assertThat(sender.state()).isInstanceOf(SyncState.AheadOfHub.class);
        sender.desire(new Generation(2, 1), A);
        assertThat(sender.next(0)).isPresent();
    }

    @Test
    void theSameNumberWithOtherContentIsAheadToo() {
        sender.desire(generation(3), A);
        sender.onHello(new SectionState(generation(3), AB.digest()), 0);
        assertThat(sender.state()).isInstanceOf(SyncState.AheadOfHub.class);
    }

    @Test
    void knowsWhenBothAgree() {
        sender.desire(generation(1), A);
        sender.onHello(SectionState.NONE, 0);
        sender.next(0);
        sender.onAck(new SectionState(generation(1), A.digest()), 1);
        assertThat(sender.state()).isEqualTo(new SyncState.InSync(generation(1)));
        assertThat(sender.next(seconds(60))).isEqualTo(Optional.empty());
    }

    private static Generation generation(long n) {
        return new Generation(1, n);
    }

    private static ObjectKey key(String text) {
        return new ObjectKey(text);
    }

    private static Manifest manifest(String text) {
        return Manifest.of(Map.of(key(text), Digest.of(text)));
    }

    private static long seconds(long n) {
        return Duration.ofSeconds(n).toNanos();
    }
}
