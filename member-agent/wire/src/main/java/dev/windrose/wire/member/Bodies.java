package dev.windrose.wire.member;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import java.io.IOException;
import java.util.Optional;

/** Where bodies come from that a message did not carry. */
@FunctionalInterface
public interface Bodies {
    /** Empty if the hub does not have it (any more): then newer desired state is on its way. */
    Optional<Body> fetch(Digest digest) throws IOException, InterruptedException;
}
