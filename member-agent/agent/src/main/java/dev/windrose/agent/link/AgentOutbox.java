package dev.windrose.agent.link;

import dev.windrose.wire.Channel;

/** Where bytes for one of this member's topics go. Never blocks; what cannot be taken is lost. */
@FunctionalInterface
interface AgentOutbox {
    void send(Channel channel, byte[] payload);
}
