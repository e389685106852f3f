package dev.windrose.local.member;

import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.Channel;
import dev.windrose.wire.FastTls;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.AgentSession;
import dev.windrose.wire.member.AgentVoice;
import dev.windrose.wire.member.DesiredStateHandler;
import dev.windrose.wire.member.HubHttp;
import dev.windrose.wire.member.LinkContext;
import dev.windrose.wire.member.LinkSettings;
import dev.windrose.wire.member.Reporter;
import dev.windrose.wire.member.Reports;
import dev.windrose.wire.member.Tls;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A light member's line to one hub: the agent's session over two MQTT connections, one for presence and one for the rest. A
 * connection that breaks stays broken: then the member is silent, which whoever measures should hear of.
 */
final class LightLine implements AutoCloseable {
    private static final int MAX_PACKET_BYTES = 256 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final long CONNECTS_WITHIN_SECONDS = 30;

    private final LinkContext context;
    private final URI hub;
    private final MqttClient presence;
    private final MqttClient bulk;
    private final Reporter reporter;
    private final AgentSession session;
    private final AtomicLong refused = new AtomicLong();

    LightLine(Vertx vertx, AgentIdentity identity, URI hub, DesiredStateHandler handler) {
        this.hub = hub;
        this.context = new LinkContext(
                new LinkSettings(hub, Optional.empty(), 0, LightMembers.VERSION),
                identity,
                Forgetful.IDENTITIES,
                Forgetful.STATES);
        this.presence = MqttClient.create(vertx, options("presence"));
        this.bulk = MqttClient.create(vertx, options("bulk"));
        var voice = new AgentVoice(context, this::send);
        this.reporter = new Reporter(voice);
        this.session = new AgentSession(
                context, voice, reporter, handler, this::fetch, (_, _) -> refused.incrementAndGet(), _ -> {});
        bulk.publishHandler(this::receive).closeHandler(_ -> session.disconnected());
    }

    private MqttClientOptions options(String connection) {
        AgentIdentity identity = context.identity();
        var options = new MqttClientOptions();
        options.setClientId("%s.%s.%s".formatted(identity.cluster(), connection, context.incarnation()));
        options.setMaxMessageSize(MAX_PACKET_BYTES);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setSsl(true);
        options.setHostnameVerificationAlgorithm("HTTPS");
        options.setTrustOptions(TrustOptions.wrap(Tls.trustManagers(identity.ca())[0]));
        options.setKeyCertOptions(KeyCertOptions.wrap(Tls.keyManager(context::identity)));
        FastTls.enable(options);
        return options;
    }

    /** Connects, and says hello. */
    void open() throws IOException, InterruptedException {
        var mqtt = context.identity().mqtt();
        await(presence.connect(mqtt.port(), mqtt.host()));
        await(bulk.connect(mqtt.port(), mqtt.host()));
        await(bulk.subscribe(Map.of(topic(Channel.DESIRED), 0, topic(Channel.POKE), 0)));
        session.connected(System.nanoTime());
    }

    private static void await(Future<?> step) throws IOException, InterruptedException {
        try {
            var _ = step.toCompletionStage().toCompletableFuture().get(CONNECTS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the hub's broker does not take a member: " + e, e);
        }
    }

    private String topic(Channel channel) {
        return channel.topic(context.identity().cluster());
    }

    private void receive(MqttPublishMessage message) {
        Channel.Address.parse(message.topicName())
                .ifPresent(address ->
                        session.receive(address.channel(), message.payload().getBytes(), System.nanoTime()));
    }

    /** What cannot be taken is lost, as with every transport; the protocol says it again. */
    private void send(Channel channel, byte[] payload) {
        MqttClient out = channel == Channel.PRESENCE ? presence : bulk;
        if (out.isConnected()) {
            out.publish(topic(channel), Buffer.buffer(payload), MqttQoS.AT_MOST_ONCE, false, false);
        }
    }

    /** A client for each: bodies beyond a message's size are rare, and a client has threads of its own. */
    private Optional<Body> fetch(Digest digest) throws IOException, InterruptedException {
        try (var http = new HubHttp(hub, Tls.mutual(context.identity().ca(), context::identity))) {
            return http.body(digest);
        }
    }

    void tick(long nowNanos) {
        session.tick(nowNanos);
    }

    Reports reports() {
        return reporter;
    }

    boolean isOpen() {
        return session.isOpen();
    }

    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        session.close();
        presence.disconnect();
        bulk.disconnect();
    }
}
