package dev.windrose.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkRulesTest {

    @Test
    void presenceGoesFromPresentToSuspectToLost() {
        var presence = new Presence(0);
        assertThat(presence.at(seconds(27))).isEqualTo(PresenceState.UNKNOWN);
        assertThat(presence.at(seconds(28))).isEqualTo(PresenceState.LOST);
        presence.renewed(seconds(30));
        assertThat(presence.at(seconds(37))).isEqualTo(PresenceState.PRESENT);
        assertThat(presence.at(seconds(38))).isEqualTo(PresenceState.SUSPECT);
        assertThat(presence.at(seconds(43))).isEqualTo(PresenceState.LOST);
        presence.renewed(seconds(44));
        assertThat(presence.at(seconds(44))).isEqualTo(PresenceState.PRESENT);
    }

    @Test
    void replaysAndOlderRunsAreRefusedAndGapsTolerated() {
        var guard = new ReplayGuard(new Incarnation(5));
        assertThat(guard.judge(new Incarnation(4), 1)).isInstanceOf(ReplayGuard.Verdict.OlderRun.class);
        assertThat(guard.judge(new Incarnation(5), 1)).isEqualTo(new ReplayGuard.Verdict.Fresh(0));
        assertThat(guard.judge(new Incarnation(5), 1)).isInstanceOf(ReplayGuard.Verdict.Replayed.class);
        assertThat(guard.judge(new Incarnation(5), 9)).isEqualTo(new ReplayGuard.Verdict.Fresh(7));
        assertThat(guard.judge(new Incarnation(5), 8)).isInstanceOf(ReplayGuard.Verdict.Replayed.class);
        assertThat(guard.judge(new Incarnation(6), 1)).isEqualTo(new ReplayGuard.Verdict.Fresh(0));
        assertThat(guard.judge(new Incarnation(5), 10)).isInstanceOf(ReplayGuard.Verdict.OlderRun.class);
    }

    @Test
    void incarnationsRiseThoughTheClockGoesBack() {
        assertThat(Incarnation.after(new Incarnation(1_000), 500)).isEqualTo(new Incarnation(1_001));
    }

    @Test
    void absenceFromADeltaIsNotDeletionAndAbsenceFromASnapshotIs() {
        var held = Manifest.of(Map.of(new ObjectKey("a"), Digest.of("a"), new ObjectKey("b"), Digest.of("b")));
        var receiver = new SectionReceiver(SectionName.WORKLOADS, new Generation(1, 1), held);
        var upsert = new HubMessage.Upsert(new ObjectKey("a"), Digest.of("x"), Optional.empty());
        var onlyA = Manifest.of(Map.of(upsert.key(), upsert.digest()));
        var both = held.with(Map.of(upsert.key(), upsert.digest()), List.of());
        var delta = new HubMessage.Delta(
                SectionName.WORKLOADS,
                new Generation(1, 1),
                new Generation(1, 2),
                both.digest(),
                Part.WHOLE,
                List.of(upsert),
                List.of());
        assertThat(((Received.Change) receiver.receive(delta)).removals()).isEmpty();
        var snapshot = new HubMessage.Snapshot(
                SectionName.WORKLOADS, new Generation(1, 2), onlyA.digest(), Part.WHOLE, List.of(upsert));
        assertThat(((Received.Change) receiver.receive(snapshot)).removals()).containsExactly(new ObjectKey("b"));
    }

    @Test
    void refusesAnOlderGenerationAndTheSameWithOtherContent() {
        var receiver = new SectionReceiver(SectionName.WORKLOADS, new Generation(1, 5), Manifest.EMPTY);
        assertThat(receiver.receive(snapshotOf(new Generation(1, 4)))).isInstanceOf(Received.Stale.class);
        assertThat(receiver.receive(snapshotOf(new Generation(1, 5)))).isInstanceOf(Received.Stale.class);
        var change = (Received.Change) receiver.receive(snapshotOf(new Generation(1, 6)));
        var newer = (Received.Change) receiver.receive(snapshotOf(new Generation(1, 7)));
        assertThat(receiver.commit(newer)).isTrue();
        assertThat(receiver.commit(change)).isFalse();
        assertThat(receiver.held().generation()).isEqualTo(new Generation(1, 7));
    }

    @Test
    void asksForASnapshotWhenADeltaDoesNotLeadToItsDigest() {
        var receiver = new SectionReceiver(SectionName.WORKLOADS, new Generation(1, 5), Manifest.EMPTY);
        var delta = new HubMessage.Delta(
                SectionName.WORKLOADS,
                new Generation(1, 5),
                new Generation(1, 6),
                Digest.of("another manifest"),
                Part.WHOLE,
                List.of(),
                List.of());
        assertThat(receiver.receive(delta)).isInstanceOf(Received.Mismatch.class);
        assertThat(receiver.held().generation()).isEqualTo(new Generation(1, 5));
    }

    private static HubMessage.Snapshot snapshotOf(Generation target) {
        var upsert = new HubMessage.Upsert(new ObjectKey("a"), Digest.of(target.toString()), Optional.empty());
        Digest manifest = Manifest.of(Map.of(upsert.key(), upsert.digest())).digest();
        return new HubMessage.Snapshot(SectionName.WORKLOADS, target, manifest, Part.WHOLE, List.of(upsert));
    }

    @Test
    void aBodyThatIsNotItsDigestIsDropped() {
        var receiver = new SectionReceiver(SectionName.WORKLOADS, Generation.NONE, Manifest.EMPTY);
        var upsert = new HubMessage.Upsert(new ObjectKey("a"), Digest.of("good"), Optional.of(new Body("evil")));
        var snapshot = new HubMessage.Snapshot(
                SectionName.WORKLOADS,
                new Generation(1, 1),
                Manifest.of(Map.of(upsert.key(), upsert.digest())).digest(),
                Part.WHOLE,
                List.of(upsert));
        var change = (Received.Change) receiver.receive(snapshot);
        assertThat(change.upserts().get(upsert.key()).body()).isEmpty();
    }

    @Test
    void partsComeTogetherInAnyOrder() {
        var upserts = new TreeMap<ObjectKey, Digest>();
        IntStream.range(0, 2_000).forEach(i -> upserts.put(new ObjectKey("object-" + i), Digest.of("body-" + i)));
        var manifest = Manifest.of(upserts);
        var transmission = new Transmission(
                SectionName.WORKLOADS,
                Optional.empty(),
                new SectionState(new Generation(1, 1), manifest.digest()),
                upserts,
                new TreeSet<>());
        List<HubMessage.SectionMessage> parts = Parts.of(transmission, _ -> Optional.empty());
        assertThat(parts).hasSizeGreaterThan(3);
        var receiver = new SectionReceiver(SectionName.WORKLOADS, Generation.NONE, Manifest.EMPTY);
        Received last = new Received.Incomplete();
        for (HubMessage.SectionMessage part : parts.reversed()) {
            assertThat(last).isInstanceOf(Received.Incomplete.class);
            last = receiver.receive(part);
        }
        assertThat(((Received.Change) last).result()).isEqualTo(manifest);
    }

    @Test
    void anIncompleteOrFalsifiedInventoryReplacesNothing() {
        List<String> rows = IntStream.range(0, 5_000)
                .mapToObj("{\"row\":%d,\"pad\":\"xxxxxxxx\"}"::formatted)
                .toList();
        var parts = Parts.ofInventory(rows);
        assertThat(parts).hasSizeGreaterThan(1);
        var assembly = new InventoryAssembly();
        for (int i = 0; i < parts.size() - 1; i++) {
            assertThat(assembly.add(parts.get(i))).isEmpty();
        }
        assertThat(assembly.add(parts.getLast())).contains(rows);
        var lie = new AgentMessage.InventoryReport(Digest.of("lie"), Part.WHOLE, List.of());
        assertThat(assembly.add(lie)).isEmpty();
    }

    @Test
    void aTermOutweighsAnyNumber() {
        assertThat(new Generation(2, 1).isNewerThan(new Generation(1, 999))).isTrue();
        assertThat(Generation.parse("2.17")).isEqualTo(new Generation(2, 17));
    }

    @Test
    void knowsNothingButTheJdk() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.windrose.protocol");
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.windrose.protocol..")
                .check(classes);
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net..", "java.util.logging..", "java.util.concurrent..")
                .check(classes);
    }

    private static long seconds(long n) {
        return Duration.ofSeconds(n).toNanos();
    }
}
