package dev.windrose.wire;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Incarnation;
import java.time.Instant;

/**
 * Who says something, to whom, and as which message of which run. All of it is signed, so that a message of one member
 * cannot be passed off on another member's topic or on another channel.
 *
 * @param cluster the member that speaks or is spoken to (attribute {@code subject})
 * @param incarnation the sender's run
 * @param sequence the sender's count within the run and channel, from 1
 * @param time when it was said, by the sender's clock; informative, nothing is decided by it
 */
public record Envelope(ClusterName cluster, Channel channel, Incarnation incarnation, long sequence, Instant time) {

    public Envelope {
        if (sequence < 1) {
            throw new IllegalArgumentException("Sequence (%d) must be positive.".formatted(sequence));
        }
    }
}
