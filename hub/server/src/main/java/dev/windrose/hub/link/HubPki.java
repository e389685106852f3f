package dev.windrose.hub.link;

import dev.windrose.protocol.Incarnation;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hub's keys and certificates in {@code <data>/pki}, made at the first start, before anything listens: {@code ca},
 * {@code server} (chain of two, so that a joining agent sees the pinned authority), {@code client} (for the broker) and
 * {@code signing} (by which agents know the hub, pinned at join). Keys are 0600. Also counts the hub's runs.
 */
record HubPki(
        CertificateAuthority authority,
        Identity server,
        Identity client,
        PrivateKey signingKey,
        PublicKey signingPublicKey,
        Incarnation incarnation) {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** A key, its certificate, and the files that hold them. */
    record Identity(PrivateKey key, X509Certificate certificate, Path keyFile, Path certificateFile) {
        @Override
        public String toString() {
            return "Identity[%s, key redacted]".formatted(certificateFile);
        }
    }

    static HubPki prepare(Path folder, Collection<String> hosts, Instant now) {
        try {
            Files.createDirectories(folder);
            Path lockFile = folder.resolve(".lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                return prepareLocked(folder, hosts, now);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The keys in %s cannot be prepared. Maybe the folder belongs to another user.".formatted(folder),
                    e);
        }
    }

    private static HubPki prepareLocked(Path folder, Collection<String> hosts, Instant now) throws IOException {
        CertificateAuthority authority = CertificateAuthority.loadOrCreate(folder, now);
        Identity server = identity(folder, "server", authority, new TreeSet<>(hosts), now);
        Identity client = identity(folder, "client", authority, Set.of(), now);
        Path signingFile = folder.resolve("signing.key");
        Path signingPublicFile = folder.resolve("signing.pub");
        if (!Files.exists(signingFile) || !Files.exists(signingPublicFile)) {
            KeyPair keys = Keys.generate();
            Pem.writeSecret(signingFile, Pem.ofKey(keys.getPrivate()));
            Pem.writePublic(signingPublicFile, Keys.toText(keys.getPublic()));
        }
        return new HubPki(
                authority,
                server,
                client,
                Pem.key(Files.readString(signingFile)),
                Keys.publicKey(Files.readString(signingPublicFile)),
                nextIncarnation(folder.resolve("incarnation"), now));
    }

    /** With hosts a server certificate, without the hub's client certificate. */
    private static Identity identity(
            Path folder, String name, CertificateAuthority authority, Set<String> hosts, Instant now)
            throws IOException {
        Path keyFile = folder.resolve(name + ".key");
        Path certificateFile = folder.resolve(name + ".crt");
        if (Files.exists(keyFile) && Files.exists(certificateFile)) {
            X509Certificate certificate = Pem.certificate(Files.readString(certificateFile));
            if (isGood(certificate, authority, hosts, now)) {
                return new Identity(Pem.key(Files.readString(keyFile)), certificate, keyFile, certificateFile);
            }
        }
        KeyPair keys = Keys.generate();
        X509Certificate certificate = hosts.isEmpty()
                ? authority.signHub(keys.getPublic(), now)
                : authority.signServer(hosts, keys.getPublic(), now);
        Pem.writeSecret(keyFile, Pem.ofKey(keys.getPrivate()));
        Pem.writePublic(certificateFile, Pem.ofCertificate(certificate) + Pem.ofCertificate(authority.certificate()));
        return new Identity(keys.getPrivate(), certificate, keyFile, certificateFile);
    }

    private static boolean isGood(
            X509Certificate certificate, CertificateAuthority authority, Set<String> hosts, Instant now) {
        boolean ours = certificate
                .getIssuerX500Principal()
                .equals(authority.certificate().getSubjectX500Principal());
        boolean longEnough =
                now.plus(RENEW_BEFORE).isBefore(certificate.getNotAfter().toInstant());
        return ours && longEnough && hostsOf(certificate).equals(hosts);
    }

    private static Set<String> hostsOf(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            var hosts = new TreeSet<String>();
            if (names != null) {
                names.forEach(name -> hosts.add(String.valueOf(name.get(1))));
            }
            return hosts;
        } catch (CertificateParsingException _) {
            return Set.of();
        }
    }

    private static Incarnation nextIncarnation(Path file, Instant now) throws IOException {
        Incarnation previous = Files.exists(file)
                ? new Incarnation(Long.parseLong(Files.readString(file).strip()))
                : Incarnation.NONE;
        Incarnation next = Incarnation.after(previous, now.toEpochMilli());
        Pem.writePublic(file, next + "\n");
        return next;
    }

    @Override
    public String toString() {
        return "HubPki[%s, incarnation=%s, keys redacted]".formatted(authority, incarnation);
    }
}
