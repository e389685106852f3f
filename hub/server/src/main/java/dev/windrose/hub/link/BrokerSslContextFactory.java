package dev.windrose.hub.link;

import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextConfig;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * How Artemis is given an {@link SSLContext} instead of key store files (found by ServiceLoader): the keys stay in the
 * PEM files that the rest of the hub uses, and a foreign client certificate can be counted.
 */
public final class BrokerSslContextFactory implements SSLContextFactory {

    private static volatile @Nullable SSLContext context;

    static void use(SSLContext newContext) {
        context = newContext;
    }

    @Override
    public SSLContext getSSLContext(SSLContextConfig config, Map<String, Object> options) {
        return Objects.requireNonNull(context, "The broker's TLS was not prepared.");
    }

    @Override
    public int getPriority() {
        return 100;
    }
}
