package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Encoded;
import dev.windrose.wire.Envelope;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Numbers, signs and sends what the hub says to one cluster. Used from the cluster's lane only. */
final class Outgoing {

    private static final Logger LOG = Logger.getLogger(Outgoing.class);

    private final ClusterName cluster;
    private final LinkPorts ports;
    private final Map<Channel, Long> sequences = new EnumMap<>(Channel.class);

    Outgoing(ClusterName cluster, LinkPorts ports) {
        this.cluster = cluster;
        this.ports = ports;
    }

    void send(Channel channel, HubMessage message) {
        long sequence = sequences.merge(channel, 1L, Long::sum);
        var envelope = new Envelope(cluster, channel, ports.incarnation(), sequence, Instant.now());
        switch (CloudEventCodec.encode(envelope, message, ports.voice().signer())) {
            case Encoded.Ok(var bytes) -> ports.outbox().send(channel.topic(cluster), bytes);
            case Encoded.TooLarge(var bytes, var limit) ->
                LOG.errorf(
                        "message not sent, too large cluster=%s kind=%s bytes=%d limit=%d",
                        cluster, message.getClass().getSimpleName(), bytes, limit);
        }
    }
}
