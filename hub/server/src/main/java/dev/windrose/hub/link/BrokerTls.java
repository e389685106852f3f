package dev.windrose.hub.link;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.activemq.artemis.api.core.TrustManagerFactoryPlugin;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the broker: the hub's server certificate, and clients of the hub's CA only; others are counted. The broker
 * names this class and makes it by its name, hence the static hand-over; a process has one broker.
 */
public final class BrokerTls implements TrustManagerFactoryPlugin {

    private record Trust(X509Certificate ca, Runnable foreignCertificate) {}

    private static volatile @Nullable Trust trust;

    /** A key store the broker can read, of this run only: its password is nowhere else. */
    record ServerKeys(Path file, String password) {
        @Override
        public String toString() {
            return "ServerKeys[%s, password redacted]".formatted(file);
        }
    }

    static ServerKeys prepare(HubPki pki, Path folder, Runnable foreignCertificate) {
        trust = new Trust(pki.authority().certificate(), foreignCertificate);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path file = folder.resolve("broker.p12");
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("hub", pki.server().key(), password.toCharArray(), new X509Certificate[] {
                pki.server().certificate(), pki.authority().certificate()
            });
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(file)) {
                keys.store(out, password.toCharArray());
            }
            return new ServerKeys(file, password);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Setting up the broker's TLS failed.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Writing %s failed. Maybe the disk is full or the folder is not ours.".formatted(file), e);
        }
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory() {
        Trust given = Objects.requireNonNull(trust, "The broker's TLS was not prepared.");
        var factory = new CountingFactory(new Counting(delegate(given.ca()), given.foreignCertificate()));
        try {
            factory.init((KeyStore) null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Trusting the hub's CA failed.", e);
        }
        return factory;
    }

    private static X509ExtendedTrustManager delegate(X509Certificate ca) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("hub-ca", ca);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Trusting the hub's CA failed.", e);
        }
    }

    private static final class CountingFactory extends TrustManagerFactory {

        CountingFactory(Counting counting) {
            super(new Spi(counting), new OwnProvider(), "windrose");
        }
    }

    private static final class OwnProvider extends Provider {

        private static final long serialVersionUID = 1L;

        OwnProvider() {
            super("windrose", "1", "Holds nothing; a trust manager factory must name a provider.");
        }
    }

    private static final class Spi extends TrustManagerFactorySpi {

        private final Counting counting;

        Spi(Counting counting) {
            this.counting = counting;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store) {
            // What is trusted was decided before.
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {
            // What is trusted was decided before.
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {counting};
        }
    }

    private static final class Counting extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;
        private final Runnable refused;

        Counting(X509ExtendedTrustManager trust, Runnable refused) {
            this.trust = trust;
            this.refused = refused;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            try {
                trust.checkClientTrusted(chain, type, engine);
            } catch (CertificateException e) {
                refused.run();
                throw e;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
