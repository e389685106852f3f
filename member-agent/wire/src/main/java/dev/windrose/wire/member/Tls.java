package dev.windrose.wire.member;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS of the agent: trusts the hub's CA and nobody else, and shows the member's newest certificate. */
public final class Tls {

    private Tls() {}

    /** For {@code identity}, asked at each handshake, so that a renewed certificate is used without a restart. */
    public static SSLContext mutual(X509Certificate ca, Supplier<AgentIdentity> identity) {
        return context(new KeyManager[] {keyManager(identity)}, trustManagers(ca));
    }

    /** Trusts {@code ca}, shows no certificate. */
    static SSLContext trusting(X509Certificate ca) {
        return context(new KeyManager[0], trustManagers(ca));
    }

    /**
     * Trusts whatever authority {@code token} pins, if the server shows it in its chain: for the first contact, when the
     * authority itself is not known yet. Chain and host name are checked as always.
     */
    static SSLContext pinned(PinnedTrust trust) {
        return context(new KeyManager[0], new TrustManager[] {trust});
    }

    public static TrustManager[] trustManagers(X509Certificate ca) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("hub-ca", ca);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Trusting the hub's CA failed.", e);
        }
    }

    public static X509ExtendedKeyManager keyManager(Supplier<AgentIdentity> identity) {
        return new MemberKey(identity);
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Setting TLS up failed.", e);
        }
    }

    private static final class MemberKey extends X509ExtendedKeyManager {

        private static final String ALIAS = "member";
        private final Supplier<AgentIdentity> identity;

        MemberKey(Supplier<AgentIdentity> identity) {
            this.identity = identity;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {identity.get().certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.get().key();
        }
    }
}
