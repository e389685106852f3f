package dev.windrose.wire;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TCPSSLOptions;

/**
 * TLS at the least cost this process can have it: BoringSSL where its library loads, else the JDK's with the cipher suites in
 * the order of {@link TlsSuites}. Without Java's optimising compiler 4 KiB through both ends cost 81 µs in the JDK's
 * (ChaCha20-Poly1305) and 2 µs in BoringSSL (AES-128-GCM by the processor's instructions), a handshake of both ends 10.6 and
 * 1.6 ms.
 *
 * <p>Who is trusted and who shows which certificate is decided by the same Java key and trust managers in both. Netty's
 * switch {@code -Dio.netty.handler.ssl.noOpenSsl=true} keeps the library away.
 */
public final class FastTls {
    private FastTls() {}

    /** Whether TLS is BoringSSL's here. */
    public static boolean isNative() {
        return OpenSsl.isAvailable();
    }

    /** Chooses it for a client or a server, with the suites of {@link TlsSuites} and no others. */
    public static void enable(TCPSSLOptions options) {
        options.setSslEngineOptions(isNative() ? new OpenSSLEngineOptions() : new OrderedSuites());
        TlsSuites.inOrder().forEach(options::addEnabledCipherSuite);
    }
}
