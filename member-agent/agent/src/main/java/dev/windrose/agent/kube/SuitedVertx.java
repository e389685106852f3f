package dev.windrose.agent.kube;

import dev.windrose.wire.FastTls;
import dev.windrose.wire.TlsSuites;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x whose HTTP client has the TLS of {@link FastTls}. fabric8's client makes its TLS context by itself, of the JDK and
 * without naming suites, so that Netty's defaults hold: AES-GCM alone with TLS 1.3, which is what costs most there without the
 * optimising compiler. What it trusts and who it is stay as fabric8 has set them up.
 */
final class SuitedVertx extends VertxWrapper {
    private KeyManager[] keys = {};
    private @Nullable TrustManager trust;

    SuitedVertx(Vertx vertx) {
        super((VertxInternal) vertx);
    }

    /** Clients on this Vert.x; one of them, for it is made with the managers that were named last. */
    VertxHttpClientFactory clients() {
        return new VertxHttpClientFactory() {
            @Override
            public VertxHttpClientBuilder<VertxHttpClientFactory> newBuilder() {
                return new Builder(this, SuitedVertx.this);
            }
        };
    }

    /** Remembers who is trusted and who we are: a finished context does not tell it any more. */
    private static final class Builder extends VertxHttpClientBuilder<VertxHttpClientFactory> {
        private final SuitedVertx vertx;

        Builder(VertxHttpClientFactory factory, SuitedVertx vertx) {
            super(factory, vertx);
            this.vertx = vertx;
        }

        @Override
        public VertxHttpClientBuilder<VertxHttpClientFactory> sslContext(
                KeyManager @Nullable [] ours, TrustManager @Nullable [] trusted) {
            vertx.keys = ours == null ? new KeyManager[0] : ours.clone();
            vertx.trust = trusted == null || trusted.length == 0 ? null : trusted[0];
            return super.sslContext(ours, trusted);
        }
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

    private SslContext suited(SslContext context, String... protocols) throws SSLException {
        if (!(context instanceof JdkSslContext jdk)) {
            return context;
        }
        if (FastTls.isNative() && trust != null && keys.length <= 1) {
            var builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .protocols(protocols)
                    .ciphers(TlsSuites.inOrder(), SupportedCipherSuiteFilter.INSTANCE)
                    .trustManager(trust);
            return (keys.length == 0 ? builder : builder.keyManager(keys[0])).build();
        }
        return new JdkSslContext(
                jdk.context(),
                true,
                TlsSuites.inOrder(),
                SupportedCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                protocols,
                false);
    }

    private final class Engine extends JdkSSLEngineOptions {
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
            return () -> suited(theirs.create(), protocols);
        }
    }
}
