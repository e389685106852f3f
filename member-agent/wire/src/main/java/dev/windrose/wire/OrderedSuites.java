package dev.windrose.wire;

import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The JDK's TLS for a Vert.x client or server with the cipher suites in the order of {@link TlsSuites#inOrder()}. Options
 * alone do not do that: Vert.x 4 keeps the enabled suites in a hash set on their way to the engine
 * ({@code SslContextProvider}), so that the order in which they were added is lost.
 */
final class OrderedSuites extends JdkSSLEngineOptions {
    OrderedSuites() {}

    private OrderedSuites(OrderedSuites other) {
        super(other);
    }

    /** The enabled ones among ours in our order; others, which somebody configured, after them. */
    static Set<String> ordered(Set<String> enabled) {
        var ordered = new LinkedHashSet<>(TlsSuites.inOrder());
        ordered.retainAll(enabled);
        ordered.addAll(enabled);
        return ordered;
    }

    @Override
    public OrderedSuites copy() {
        return new OrderedSuites(this);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContextFactory enabledCipherSuites(Set<String> enabled) {
                return super.enabledCipherSuites(ordered(enabled));
            }
        };
    }
}
