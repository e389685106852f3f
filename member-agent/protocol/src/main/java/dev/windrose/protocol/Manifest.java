package dev.windrose.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All of one section: each object's key and the digest of its body, sorted, with one digest over the whole. Immutable.
 * Equal digests mean equal sections, so that two ends compare 64 characters instead of thousands of objects.
 */
public final class Manifest {

    public static final Manifest EMPTY = new Manifest(new TreeMap<>());

    private final NavigableMap<ObjectKey, Digest> entries;
    private final Digest digest;

    private Manifest(TreeMap<ObjectKey, Digest> entries) {
        this.entries = Collections.unmodifiableNavigableMap(entries);
        this.digest = digestOf(entries);
    }

    public static Manifest of(Map<ObjectKey, Digest> entries) {
        return entries.isEmpty() ? EMPTY : new Manifest(new TreeMap<>(entries));
    }

    /** Sorted and unmodifiable. */
    public NavigableMap<ObjectKey, Digest> entries() {
        return entries;
    }

    public Digest digest() {
        return digest;
    }

    public int size() {
        return entries.size();
    }

    /** This manifest with {@code tombstones} removed and {@code upserts} put. */
    public Manifest with(Map<ObjectKey, Digest> upserts, Collection<ObjectKey> tombstones) {
        var changed = new TreeMap<>(entries);
        tombstones.forEach(changed::remove);
        changed.putAll(upserts);
        return of(changed);
    }

    /** The keys whose digest differs between the two, or that only one of them has. */
    public Set<ObjectKey> keysThatDifferFrom(Manifest other) {
        var differing = new TreeSet<ObjectKey>();
        if (digest.equals(other.digest)) {
            return differing;
        }
        entries.forEach((key, value) -> {
            if (!value.equals(other.entries.get(key))) {
                differing.add(key);
            }
        });
        other.entries.keySet().stream().filter(key -> !entries.containsKey(key)).forEach(differing::add);
        return differing;
    }

    /** One line per object, {@code key LF digest LF}: unambiguous because keys hold no control characters. */
    private static Digest digestOf(NavigableMap<ObjectKey, Digest> entries) {
        MessageDigest sha = Digest.sha256();
        entries.forEach((key, value) -> {
            sha.update(key.value().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) '\n');
            sha.update(value.hex().getBytes(StandardCharsets.US_ASCII));
            sha.update((byte) '\n');
        });
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Manifest[%d objects, %s]".formatted(entries.size(), digest.hex().substring(0, 12));
    }
}
