package dev.windrose.hub.link;

/** Where bytes for a topic go. Never blocks; what cannot be taken is lost, and the protocol says it again. */
@FunctionalInterface
interface Outbox {
    void send(String topic, byte[] payload);
}
