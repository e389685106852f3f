package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import dev.windrose.wire.Certificates;
import dev.windrose.wire.FastTls;
import dev.windrose.wire.TlsSuites;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jboss.logging.Logger;

/**
 * Apache ActiveMQ Artemis inside the hub, as an MQTT broker and nothing else: TLS with client certificates, nothing on
 * disk, memory bounded by dropping. Dropping is right here: whatever is lost, the protocol says again.
 */
final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
    private static final long MAX_BYTES_PER_TOPIC = 4L * 1024 * 1024;
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final EmbeddedActiveMQ broker;

    private EmbeddedBroker(EmbeddedActiveMQ broker) {
        this.broker = broker;
    }

    /** Starts it; returns when it accepts connections. */
    static EmbeddedBroker start(HubLinkSettings settings, HubPki pki, Refusals refusals) {
        BrokerTls.ServerKeys keys = BrokerTls.prepare(
                pki,
                settings.pki(),
                () -> refusals.count("foreign-certificate", "unknown", "not signed by the hub's CA, or expired"));
        var peers = new BrokerPeers(pki.authority().certificate(), InstantSource.system());
        var embedded = new EmbeddedActiveMQ();
        embedded.setConfiguration(configuration(settings, keys));
        embedded.setSecurityManager(
                new BrokerAccess(peers, name -> refusals.count("broker-denied", name, "may not use this topic")));
        try {
            embedded.start();
            embedded.getActiveMQServer()
                    .getRemotingService()
                    .addIncomingInterceptor(new BrokerGate(
                            peers,
                            name -> refusals.count(
                                    "broker-denied", name, "client id, will, retain flag or size is not allowed")));
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The broker cannot listen on port %d. Maybe another hub runs; see WINDROSE_HUB_MQTT_PORT."
                            .formatted(settings.mqttPort()),
                    e);
        }
        if (embedded.getActiveMQServer().getRemotingService().getAcceptor("mqtt") == null
                || !embedded.getActiveMQServer()
                        .getRemotingService()
                        .getAcceptor("mqtt")
                        .isStarted()) {
            throw new IllegalStateException(
                    "The broker cannot listen on port %d. Maybe another hub runs; see WINDROSE_HUB_MQTT_PORT."
                            .formatted(settings.mqttPort()));
        }
        LOG.infof("broker started host=%s port=%d", settings.bindHost(), settings.mqttPort());
        return new EmbeddedBroker(embedded);
    }

    private static ConfigurationImpl configuration(HubLinkSettings settings, BrokerTls.ServerKeys keys) {
        var configuration = new ConfigurationImpl();
        configuration.setName("windrose");
        configuration.setPersistenceEnabled(false);
        configuration.setSecurityEnabled(true);
        configuration.setJMXManagementEnabled(false);
        configuration.setCriticalAnalyzer(false);
        configuration.setMaxDiskUsage(-1);
        configuration.setGlobalMaxSize(MAX_BYTES);
        configuration.setThreadPoolMaxSize(8);
        configuration.setScheduledThreadPoolMaxSize(2);
        configuration.setMessageExpiryScanPeriod(-1);
        configuration.setSecurityInvalidationInterval(60_000);
        configuration.addAcceptorConfiguration(acceptor(settings, keys));
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setAutoCreateAddresses(true)
                        .setAutoDeleteAddresses(true)
                        .setAutoCreateQueues(true)
                        .setAutoDeleteQueues(true)
                        .setDefaultAddressRoutingType(RoutingType.MULTICAST)
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
                        .setMaxSizeBytes(MAX_BYTES_PER_TOPIC));
        return configuration;
    }

    private static TransportConfiguration acceptor(HubLinkSettings settings, BrokerTls.ServerKeys keys) {
        Map<String, Object> options = new HashMap<>();
        options.put(TransportConstants.HOST_PROP_NAME, settings.bindHost());
        options.put(TransportConstants.PORT_PROP_NAME, settings.mqttPort());
        options.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        options.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        options.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
        options.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, keys.file().toString());
        options.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, keys.password());
        options.put(TransportConstants.TRUST_MANAGER_FACTORY_PLUGIN_PROP_NAME, BrokerTls.class.getName());
        options.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
        options.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3,TLSv1.2");
        options.put(TransportConstants.SSL_PROVIDER, FastTls.isNative() ? "OPENSSL" : "JDK");
        options.put(TransportConstants.ENABLED_CIPHER_SUITES_PROP_NAME, String.join(",", TlsSuites.inOrder()));
        options.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), options, "mqtt");
    }

    /**
     * Ends the connections of a member that show another certificate than {@code keep} (all of them if it is empty):
     * after a renewal, so that the agent comes back with the new one before the old one expires, and after a revocation.
     */
    void disconnect(ClusterName cluster, Optional<Digest> keep) {
        for (RemotingConnection connection :
                broker.getActiveMQServer().getRemotingService().getConnections()) {
            Optional<X509Certificate> shown = BrokerPeers.certificate(connection);
            boolean theirs =
                    shown.flatMap(Certificates::cluster).filter(cluster::equals).isPresent();
            if (theirs && !shown.map(Certificates::fingerprint).equals(keep)) {
                connection.disconnect(true);
                connection.destroy();
            }
        }
    }

    @Override
    public void close() {
        try {
            broker.stop();
        } catch (Exception e) {
            LOG.warnf("stopping the broker failed cause=%s", e.getMessage());
        }
    }
}
