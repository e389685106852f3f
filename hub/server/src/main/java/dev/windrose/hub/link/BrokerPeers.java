package dev.windrose.hub.link;

import dev.windrose.wire.Certificates;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/** Who is at the other end of a broker connection: the common name of a certificate of our CA. */
final class BrokerPeers {

    private final X509Certificate ca;
    private final InstantSource clock;

    BrokerPeers(X509Certificate ca, InstantSource clock) {
        this.ca = ca;
        this.clock = clock;
    }

    /** Empty unless the connection shows a client certificate of our CA that is valid now. */
    Optional<String> commonName(RemotingConnection connection) {
        return certificate(connection)
                .filter(shown -> Certificates.isClientOf(ca, shown, clock.instant()))
                .flatMap(Certificates::commonName);
    }

    /** The client certificate of the connection, by whomever it was signed. */
    static Optional<X509Certificate> certificate(RemotingConnection connection) {
        if (!(connection.getTransportConnection() instanceof NettyConnection netty)) {
            return Optional.empty();
        }
        SslHandler tls = netty.getChannel().pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            var chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }
}
