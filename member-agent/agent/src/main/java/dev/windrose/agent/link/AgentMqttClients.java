package dev.windrose.agent.link;

import dev.windrose.wire.FastTls;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.Tls;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * Sets what the connector's configuration leaves unsafe or cannot say: the member's certificate (asked at each handshake,
 * so that a renewed one is used from the next connection on), the hub's CA and no other, host name verification (off by
 * default), one connection for presence and one for the rest, room for 64 KiB messages and jittered reconnecting.
 */
@ApplicationScoped
public class AgentMqttClients implements ClientCustomizer<MqttClientSessionOptions> {

    /** A message, its topic and MQTT's own header. */
    static final int MAX_PACKET_BYTES = 256 * 1024;

    @Override
    public MqttClientSessionOptions customize(String channel, Config config, MqttClientSessionOptions options) {
        CurrentLink.current().ifPresent(context -> {
            String connection = channel.equals(AgentChannels.PRESENCE) ? "presence" : "bulk";
            String id = "%s.%s.%s".formatted(context.identity().cluster(), connection, context.incarnation());
            apply(id, context::identity, options);
        });
        return options;
    }

    static void apply(String clientId, Supplier<AgentIdentity> identity, MqttClientSessionOptions options) {
        options.setClientId(clientId);
        options.setCleanSession(true);
        options.setMaxMessageSize(MAX_PACKET_BYTES);
        options.setReconnectDelay(new JitteredBackoff());
        options.setKeepAliveInterval(15);
        options.setConnectTimeout(5_000);
        options.setSsl(true);
        options.setHostnameVerificationAlgorithm("HTTPS");
        options.setTrustOptions(
                TrustOptions.wrap(Tls.trustManagers(identity.get().ca())[0]));
        options.setKeyCertOptions(KeyCertOptions.wrap(Tls.keyManager(identity)));
        options.setTcpNoDelay(true);
        FastTls.enable(options);
    }
}
