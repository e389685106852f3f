package dev.windrose.wire.member;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A change of one section that passed every check (signature, generation, digest) and whose bodies are all here.
 *
 * @param result all of the section after the change
 * @param upserts what differs from before, with bodies whose digests were checked
 * @param removals what was held and goes
 * @param complete whether the hub sent everything: what is owned and not in {@code result} goes as well
 */
public record Desired(
        SectionName section,
        Generation generation,
        Manifest result,
        SequencedMap<ObjectKey, Body> upserts,
        SequencedSet<ObjectKey> removals,
        boolean complete) {}
