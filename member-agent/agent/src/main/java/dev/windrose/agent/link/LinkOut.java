package dev.windrose.agent.link;

import dev.windrose.wire.Channel;
import dev.windrose.wire.member.AgentOutbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** The two channels to the hub. A bean of its own, because an emitter can be had only once the channels are wired. */
@ApplicationScoped
public class LinkOut implements AgentOutbox {

    private static final Logger LOG = Logger.getLogger(LinkOut.class);
    private static final int BUFFER = 1_024;

    private final Emitter<byte[]> presence;
    private final Emitter<byte[]> status;

    LinkOut(
            @org.eclipse.microprofile.reactive.messaging.Channel(AgentChannels.PRESENCE)
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> presence,
            @org.eclipse.microprofile.reactive.messaging.Channel(AgentChannels.STATUS)
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> status) {
        this.presence = presence;
        this.status = status;
    }

    @Override
    public void send(Channel channel, byte[] payload) {
        Emitter<byte[]> out = channel == Channel.PRESENCE ? presence : status;
        try {
            out.send(Message.of(
                    payload, () -> CompletableFuture.completedFuture(null), failure -> unsent(channel, failure)));
        } catch (IllegalStateException e) {
            unsent(channel, e);
        }
    }

    private static CompletionStage<Void> unsent(Channel channel, Throwable cause) {
        LOG.debugf("a message was not sent channel=%s cause=%s", channel, cause.getMessage());
        return CompletableFuture.completedFuture(null);
    }
}
