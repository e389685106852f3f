package dev.windrose.agent.kube;

import dev.windrose.wire.TlsSuites;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLException;

/**
 * A Vert.x whose HTTP clients offer the cipher suites in the order of {@link TlsSuites#inOrder()}. fabric8's client makes its
 * TLS context by itself and names no suites, so that Netty's defaults hold: AES-GCM alone with TLS 1.3, which is what costs
 * most without the optimising compiler. What it trusts and who it is stay as fabric8 has set them up.
 */
final class SuitedVertx extends VertxWrapper {
    SuitedVertx(Vertx vertx) {
        super((VertxInternal) vertx);
    }

    @Override
    public HttpClient createHttpClient(HttpClientOptions options) {
        var suited = new HttpClientOptions(options);
        if (options.getSslEngineOptions() != null) {
            suited.setSslEngineOptions(new Engine(options.getSslEngineOptions(), protocols(options)));
        }
        return super.createHttpClient(suited);
    }

    private static String[] protocols(HttpClientOptions options) {
        return options.getEnabledSecureTransportProtocols().toArray(String[]::new);
    }

    private static final class Engine extends JdkSSLEngineOptions {
        private final SSLEngineOptions original;
        private final String[] protocols;

        Engine(SSLEngineOptions original, String... protocols) {
            this.original = original;
            this.protocols = protocols;
        }

        @Override
        public Engine copy() {
            return new Engine(original, protocols);
        }

        @Override
        public SslContextFactory sslContextFactory() {
            SslContextFactory theirs = original.sslContextFactory();
            return () -> suited(theirs.create());
        }

        private SslContext suited(SslContext context) throws SSLException {
            return context instanceof JdkSslContext jdk
                    ? new JdkSslContext(
                            jdk.context(),
                            true,
                            TlsSuites.inOrder(),
                            SupportedCipherSuiteFilter.INSTANCE,
                            ApplicationProtocolConfig.DISABLED,
                            ClientAuth.NONE,
                            protocols,
                            false)
                    : context;
        }
    }
}
