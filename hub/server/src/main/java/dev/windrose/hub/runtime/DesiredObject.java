package dev.windrose.hub.runtime;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.ObjectKey;

/**
 * One object that a member should hold.
 *
 * @param digest of the body; asked for many times, so it is kept
 */
public record DesiredObject(ObjectKey key, Body body, Digest digest) {
    public DesiredObject(ObjectKey key, Body body) {
        this(key, body, body.digest());
    }
}
