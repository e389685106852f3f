package dev.windrose.hub.runtime;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.ObjectKey;

/** One object that a member should hold. */
public record DesiredObject(ObjectKey key, Body body) {}
