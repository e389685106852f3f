package dev.windrose.hub.link;

import dev.windrose.protocol.Parts;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * What no access rule can express: a client id must begin with the certificate's name and a dot (the broker ends an older
 * connection of the same client id, so a free choice would let one member cut off another), there is no will, nothing is
 * retained and no message is larger than 64 KiB. Who breaks it is disconnected.
 */
final class BrokerGate implements MQTTInterceptor {

    private final BrokerPeers peers;
    private final Consumer<String> denied;

    BrokerGate(BrokerPeers peers, Consumer<String> denied) {
        this.peers = peers;
        this.denied = denied;
    }

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (packet instanceof MqttConnectMessage connect) {
            String name = peers.commonName(connection).orElse("unknown");
            boolean ownId = connect.payload().clientIdentifier().startsWith(name + ".");
            return pass(ownId && !connect.variableHeader().isWillFlag(), connection);
        }
        if (packet instanceof MqttPublishMessage publish) {
            boolean retained = publish.fixedHeader().isRetain();
            boolean fits = publish.payload().readableBytes() <= Parts.MAX_MESSAGE_BYTES;
            return pass(!retained && fits, connection);
        }
        return true;
    }

    private boolean pass(boolean allowed, RemotingConnection connection) {
        if (!allowed) {
            denied.accept(peers.commonName(connection).orElse("unknown"));
            connection.disconnect(true);
            connection.destroy();
        }
        return allowed;
    }
}
