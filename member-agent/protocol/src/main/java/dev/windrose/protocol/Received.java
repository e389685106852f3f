package dev.windrose.protocol;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an agent is to do about a section message. */
public sealed interface Received {

    /**
     * Apply this, then {@link SectionReceiver#commit}.
     *
     * @param result the whole section as it will be
     * @param upserts objects that differ from what is held; bodies may be missing and are fetched by digest
     * @param removals keys that go
     * @param complete true after a snapshot: whatever is owned and not in {@code result} may go as well
     */
    record Change(
            SectionName section,
            Generation target,
            Manifest result,
            SequencedMap<ObjectKey, HubMessage.Upsert> upserts,
            SequencedSet<ObjectKey> removals,
            boolean complete)
            implements Received {

        public Change {
            upserts = Collections.unmodifiableSequencedMap(new TreeMap<>(upserts));
            removals = Collections.unmodifiableSequencedSet(new TreeSet<>(removals));
        }

        public SectionState state() {
            return new SectionState(target, result.digest());
        }

        /**
         * This change and the one that follows it as one change, for whoever holds {@code held} and has applied neither.
         *
         * @param next judged by what this one leads to
         */
        public Change then(Change next, Manifest held) {
            var all = new TreeMap<>(upserts);
            all.putAll(next.upserts);
            all.values().removeIf(upsert -> {
                Digest wanted = next.result.entries().get(upsert.key());
                return !upsert.digest().equals(wanted)
                        || upsert.digest().equals(held.entries().get(upsert.key()));
            });
            var gone = new TreeSet<>(held.entries().keySet());
            gone.removeAll(next.result.entries().keySet());
            return new Change(section, next.target, next.result, all, gone, complete || next.complete);
        }
    }

    /** More parts must come. */
    record Incomplete() implements Received {}

    /** The hub repeats what is held: acknowledge again. */
    record AlreadyHeld(SectionState held) implements Received {}

    /** Older than what is held, or the same number with other content: refused. Say what is held. */
    record Stale(SectionState held, Generation offered) implements Received {}

    /** It does not lead to the digest it promises: ask for a snapshot. */
    record Mismatch(AgentMessage.SnapshotRequest request, String reason) implements Received {}
}
