package dev.windrose.wire.member;

import dev.windrose.wire.Channel;

/** Where bytes for one of this member's topics go. Never blocks; what cannot be taken is lost. */
@FunctionalInterface
public interface AgentOutbox {
    void send(Channel channel, byte[] payload);
}
