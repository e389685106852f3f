package dev.windrose.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Changes that are applied as one lead where they lead one after the other. */
class MergedChangePropertyTest {
    private static final SectionName SECTION = new SectionName("workloads");
    private static final int KEYS = 5;
    private static final int BODIES = 3;

    @Test
    void oneChangeForManyNeedsEveryBodyThatDiffersAndRemovesWhatIsGone() {
        Seeded.forAll(200, random -> random.nextLong(), seed -> {
            var random = new Random(seed);
            Manifest held = manifest(random);
            var receiver = new SectionReceiver(SECTION, new Generation(1, 1), held);
            Received.Change merged = null;
            Manifest now = held;
            for (int n = 2; n < 5; n++) {
                Manifest next = manifest(random);
                var change = (Received.Change) receiver.receive(delta(now, next, n));
                receiver.commit(change);
                merged = merged == null ? change : merged.then(change, held);
                now = next;
            }

            assertThat(merged).isNotNull();
            assertThat(merged.target()).isEqualTo(new Generation(1, 4));
            assertThat(merged.result()).isEqualTo(now);
            var reached = new TreeMap<>(held.entries());
            merged.removals().forEach(reached::remove);
            merged.upserts().forEach((key, upsert) -> reached.put(key, upsert.digest()));
            assertThat(reached).isEqualTo(now.entries());
        });
    }

    @Test
    void whatIsRevertedIsHeldAsBefore() {
        Manifest held = Manifest.of(Map.of(key(0), Digest.of("a")));
        var receiver = new SectionReceiver(SECTION, new Generation(1, 1), held);
        Manifest next = Manifest.of(Map.of(key(1), Digest.of("b")));
        receiver.commit((Received.Change) receiver.receive(delta(held, next, 2)));

        receiver.revert(new Generation(1, 1), held);

        assertThat(receiver.held()).isEqualTo(new SectionState(new Generation(1, 1), held.digest()));
        assertThat(receiver.receive(delta(held, next, 2))).isInstanceOf(Received.Change.class);
    }

    private static HubMessage.Delta delta(Manifest from, Manifest to, int n) {
        var upserts = new ArrayList<HubMessage.Upsert>();
        List<ObjectKey> tombstones = new ArrayList<>();
        for (ObjectKey key : to.keysThatDifferFrom(from)) {
            Digest digest = to.entries().get(key);
            if (digest == null) {
                tombstones.add(key);
            } else {
                upserts.add(new HubMessage.Upsert(key, digest, Optional.empty()));
            }
        }
        return new HubMessage.Delta(
                SECTION,
                new Generation(1, n - 1),
                new Generation(1, n),
                to.digest(),
                new Part(1, 1),
                upserts,
                tombstones);
    }

    private static Manifest manifest(Random random) {
        var entries = new TreeMap<ObjectKey, Digest>();
        for (int i = 0; i < KEYS; i++) {
            if (random.nextBoolean()) {
                entries.put(key(i), Digest.of("body " + random.nextInt(BODIES)));
            }
        }
        return Manifest.of(entries);
    }

    private static ObjectKey key(int i) {
        return new ObjectKey("v1/ConfigMap/team-a/" + i);
    }
}
