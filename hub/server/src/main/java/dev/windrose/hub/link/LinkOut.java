package dev.windrose.hub.link;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.reactive.messaging.mqtt.SendingMqttMessageMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * The channel to all members. A bean of its own, because an emitter can be had only once the channels are wired, which
 * is after broker and routes are prepared.
 */
@ApplicationScoped
public class LinkOut implements Outbox {

    private static final Logger LOG = Logger.getLogger(LinkOut.class);
    /** Messages that wait for the connection to the broker; 10,000 of the usual 2 KiB are 20 MiB. */
    private static final int BUFFER = 10_000;

    private final Emitter<byte[]> out;
    private final MeterRegistry meters;

    LinkOut(
            @Channel(HubChannels.OUT) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<byte[]> out,
            MeterRegistry meters) {
        this.out = out;
        this.meters = meters;
    }

    /** At most once on purpose (QoS 0): an acknowledgement of the broker would say nothing about the member. */
    @Override
    public void send(String topic, byte[] payload) {
        var metadata = Metadata.of(new SendingMqttMessageMetadata(topic, MqttQoS.AT_MOST_ONCE, false));
        try {
            out.send(Message.of(
                    payload,
                    metadata,
                    () -> CompletableFuture.completedFuture(null),
                    failure -> unsent(topic, failure)));
        } catch (IllegalStateException e) {
            unsent(topic, e);
        }
    }

    private CompletionStage<Void> unsent(String topic, Throwable cause) {
        meters.counter("windrose.link.unsent").increment();
        LOG.debugf("a message was not sent topic=%s cause=%s", topic, cause.getMessage());
        return CompletableFuture.completedFuture(null);
    }
}
