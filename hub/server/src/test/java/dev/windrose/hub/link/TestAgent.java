package dev.windrose.hub.link;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Incarnation;
import dev.windrose.protocol.ProtocolRange;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SectionState;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Encoded;
import dev.windrose.wire.Envelope;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Parsed;
import dev.windrose.wire.Pem;
import dev.windrose.wire.Signer;
import dev.windrose.wire.Verifier;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A member's end of the wire, as obedient or as wicked as a test wants it. */
final class TestAgent implements AutoCloseable {

    final ClusterName cluster;
    final KeyPair keys;
    final Incarnation incarnation;
    final CopyOnWriteArrayList<HubMessage> heard = new CopyOnWriteArrayList<>();
    /** One permit for each message heard. */
    final Semaphore arrivals = new Semaphore(0);

    private final AtomicLong sequence = new AtomicLong();
    private final Verifier hub;
    private final MqttClient client;
    private volatile Incarnation hubRun = Incarnation.NONE;

    TestAgent(Vertx vertx, LinkApi.Membership membership, KeyPair keys, Incarnation incarnation) {
        this.cluster = new ClusterName(membership.cluster());
        this.keys = keys;
        this.incarnation = incarnation;
        this.hub = new Verifier(Keys.publicKey(membership.hubKey()));
        this.client = client(vertx, membership, keys.getPrivate(), cluster + ".test." + incarnation);
        client.publishHandler(message -> hear(message.payload().getBytes()));
    }

    /** Shows its certificate whoever the server says it trusts, as a forger would. */
    static MqttClient insistentClient(Vertx vertx, LinkApi.Membership membership, PrivateKey key, String clientId) {
        var options = options(membership, key, clientId);
        options.setKeyCertOptions(
                KeyCertOptions.wrap(new InsistentKey(key, Pem.certificate(membership.certificate()))));
        return MqttClient.create(vertx, options);
    }

    static MqttClient client(Vertx vertx, LinkApi.Membership membership, PrivateKey key, String clientId) {
        return MqttClient.create(vertx, options(membership, key, clientId));
    }

    private static MqttClientOptions options(LinkApi.Membership membership, PrivateKey key, String clientId) {
        var options = new MqttClientOptions();
        options.setSsl(true);
        options.setHostnameVerificationAlgorithm("HTTPS");
        options.setMaxMessageSize(256 * 1024);
        options.setClientId(clientId);
        options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(membership.ca())));
        options.setKeyCertOptions(new PemKeyCertOptions()
                .setKeyValue(Buffer.buffer(Pem.ofKey(key)))
                .setCertValue(Buffer.buffer(membership.certificate())));
        return options;
    }

    TestAgent connect(LinkApi.Membership membership) throws Exception {
        get(client.connect(membership.mqttPort(), membership.mqttHost()));
        get(client.subscribe(Map.of(Channel.DESIRED.topic(cluster), 0, Channel.POKE.topic(cluster), 0)));
        return this;
    }

    static <T> T get(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void hear(byte[] payload) {
        if (CloudEventCodec.parse(payload) instanceof Parsed.Ok ok
                && ok.signed().verify(hub)) {
            hubRun = ok.envelope().incarnation();
            heard.add((HubMessage) ok.message());
            arrivals.release();
        }
    }

    byte[] encode(Channel channel, AgentMessage message) {
        return encode(channel, message, cluster, new Signer(keys.getPrivate()));
    }

    byte[] encode(Channel channel, AgentMessage message, ClusterName as, Signer signer) {
        var envelope = new Envelope(as, channel, incarnation, sequence.incrementAndGet(), Instant.now());
        return ((Encoded.Ok) CloudEventCodec.encode(envelope, message, signer)).bytes();
    }

    void say(Channel channel, AgentMessage message) {
        publish(channel.topic(cluster), encode(channel, message));
    }

    void publish(String topic, byte[] payload) {
        client.publish(topic, Buffer.buffer(payload), MqttQoS.AT_MOST_ONCE, false, false);
    }

    void hello(Map<SectionName, SectionState> held) {
        hello(held, Set.of());
    }

    void hello(Map<SectionName, SectionState> held, Set<String> features) {
        say(Channel.STATUS, new AgentMessage.Hello("test", ProtocolRange.CURRENT, features, held, hubRun));
    }

    void renew() {
        say(Channel.PRESENCE, new AgentMessage.Renewal(hubRun));
    }

    boolean isConnected() {
        return client.isConnected();
    }

    boolean isWelcome() {
        return heard.stream().anyMatch(HubMessage.Welcome.class::isInstance);
    }

    boolean isPoked() {
        return heard.stream().anyMatch(HubMessage.Poke.class::isInstance);
    }

    @Override
    public void close() {
        if (client.isConnected()) {
            client.disconnect();
        }
    }
}
