package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.FastTls;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.Config;

/**
 * Sets what the connector's configuration leaves unsafe or cannot say: client certificate and the hub's CA, host name
 * verification (off by default), a connection for each channel (channels without client id would share one), room for
 * 64 KiB messages (the default of 8,092 bytes disconnects without a word) and the pace of reconnecting.
 */
@ApplicationScoped
public class HubMqttClients implements ClientCustomizer<MqttClientSessionOptions> {

    /** A message, its topic and MQTT's own header. */
    static final int MAX_PACKET_BYTES = 256 * 1024;

    @Override
    public MqttClientSessionOptions customize(String channel, Config config, MqttClientSessionOptions options) {
        HubLinkContext.current().ifPresent(context -> apply(channel, context.pki(), options));
        return options;
    }

    static void apply(String channel, HubPki pki, MqttClientSessionOptions options) {
        options.setClientId("%s.%s.%s".formatted(ClusterName.RESERVED_FOR_HUB, channel, pki.incarnation()));
        options.setCleanSession(true);
        options.setMaxMessageSize(MAX_PACKET_BYTES);
        options.setReconnectDelay(new JitteredReconnect());
        options.setKeepAliveInterval(15);
        options.setConnectTimeout(5_000);
        options.setSsl(true);
        options.setHostnameVerificationAlgorithm("HTTPS");
        options.setTrustOptions(new PemTrustOptions()
                .addCertPath(
                        pki.server().certificateFile().resolveSibling("ca.crt").toString()));
        options.setKeyCertOptions(new PemKeyCertOptions()
                .setKeyPath(pki.client().keyFile().toString())
                .setCertPath(pki.client().certificateFile().toString()));
        options.setTcpNoDelay(true);
        FastTls.enable(options);
    }
}
