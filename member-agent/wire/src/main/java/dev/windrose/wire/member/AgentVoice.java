package dev.windrose.wire.member;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Encoded;
import dev.windrose.wire.Envelope;
import dev.windrose.wire.Signer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Numbers, signs and sends what the agent says, with the key of the newest certificate. Safe for several threads. */
public final class AgentVoice {

    private static final Logger LOG = Logger.getLogger(AgentVoice.class);

    private final LinkContext context;
    private final AgentOutbox outbox;
    private final Map<Channel, Long> sequences = new EnumMap<>(Channel.class);

    public AgentVoice(LinkContext context, AgentOutbox outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** Number and hand-over are one step, so that no message overtakes one with a smaller number. */
    synchronized void say(Channel channel, AgentMessage message) {
        long sequence = sequences.merge(channel, 1L, Long::sum);
        AgentIdentity identity = context.identity();
        var envelope = new Envelope(identity.cluster(), channel, context.incarnation(), sequence, Instant.now());
        switch (CloudEventCodec.encode(envelope, message, new Signer(identity.key()))) {
            case Encoded.Ok(var bytes) -> outbox.send(channel, bytes);
            case Encoded.TooLarge(var bytes, var limit) ->
                LOG.errorf(
                        "message not sent, too large kind=%s bytes=%d limit=%d",
                        message.getClass().getSimpleName(), bytes, limit);
        }
    }
}
