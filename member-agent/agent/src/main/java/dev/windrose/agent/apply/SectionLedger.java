package dev.windrose.agent.apply;

import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.Manifest;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the agent knows of one section: its generation, all its objects, and what it still has to remove. Immutable; a
 * change makes a new one.
 *
 * @param removals objects the section once held and no longer does, until their absence was seen
 */
public record SectionLedger(
        SectionName section, Generation generation, Map<ObjectKey, DesiredObject> objects, Set<ObjectKey> removals) {

    public SectionLedger {
        objects = Map.copyOf(objects);
        removals = Set.copyOf(removals);
    }

    public static SectionLedger empty(SectionName section) {
        return new SectionLedger(section, Generation.NONE, Map.of(), Set.of());
    }

    /** Whether anything was ever received: without that, absence says nothing. */
    public boolean isKnown() {
        return !generation.equals(Generation.NONE);
    }

    public Manifest manifest() {
        var digests = new TreeMap<ObjectKey, Digest>();
        objects.forEach((key, object) -> digests.put(key, object.digest()));
        return Manifest.of(digests);
    }

    public SectionState state() {
        return new SectionState(generation, manifest().digest());
    }

    /**
     * The ledger after the section became {@code manifest} at {@code target}.
     *
     * @param bodies at least those of objects that are new or changed, by digest
     * @throws IllegalArgumentException when a body is missing; the caller checked before
     */
    public SectionLedger advancedTo(Generation target, Manifest manifest, Map<Digest, String> bodies) {
        var next = new HashMap<ObjectKey, DesiredObject>();
        manifest.entries().forEach((key, digest) -> {
            DesiredObject held = objects.get(key);
            if (held != null && held.digest().equals(digest)) {
                next.put(key, held);
                return;
            }
            String body = bodies.get(digest);
            if (body == null) {
                throw new IllegalArgumentException(
                        "No body for %s (%s) at generation %s".formatted(key, digest, target));
            }
            next.put(key, new DesiredObject(key, section, target, digest, body));
        });
        var gone = new HashSet<>(removals);
        gone.addAll(objects.keySet());
        gone.removeAll(next.keySet());
        return new SectionLedger(section, target, next, gone);
    }

    /** The ledger once {@code key} was seen to be absent. */
    public SectionLedger removed(ObjectKey key) {
        if (!removals.contains(key)) {
            return this;
        }
        var left = new HashSet<>(removals);
        left.remove(key);
        return new SectionLedger(section, generation, objects, left);
    }

    @Override
    public String toString() {
        return "SectionLedger[%s at %s, %d objects, %d to remove]"
                .formatted(section, generation, objects.size(), removals.size());
    }
}
