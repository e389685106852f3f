package dev.windrose.agent.apply;

import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;

/**
 * One object as the hub wants it.
 *
 * @param since the generation of the section under which this content arrived; later generations that left it unchanged
 *     do not count
 * @param digest of {@code body}
 * @param body canonical JSON; may hold user data, so it is never printed
 */
public record DesiredObject(ObjectKey key, SectionName section, Generation since, Digest digest, String body) {
    @Override
    public String toString() {
        return "DesiredObject[%s, section=%s, since=%s]".formatted(key, section, since);
    }
}
