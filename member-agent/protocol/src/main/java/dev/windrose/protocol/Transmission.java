package dev.windrose.protocol;

import java.util.Collections;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@link SectionSender} wants said, not yet cut into messages.
 *
 * @param base what the delta starts from; empty for a snapshot
 * @param upserts sorted; for a snapshot all objects
 * @param tombstones sorted; always empty for a snapshot
 */
public record Transmission(
        SectionName section,
        Optional<Generation> base,
        SectionState target,
        SequencedMap<ObjectKey, Digest> upserts,
        SequencedSet<ObjectKey> tombstones) {

    public Transmission {
        upserts = Collections.unmodifiableSequencedMap(new TreeMap<>(upserts));
        tombstones = Collections.unmodifiableSequencedSet(new TreeSet<>(tombstones));
    }
}
