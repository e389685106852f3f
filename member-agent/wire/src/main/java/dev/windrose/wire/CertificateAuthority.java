package dev.windrose.wire;

import dev.windrose.protocol.ClusterName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The hub's own certificate authority. It signs short-lived client certificates of members, and the hub's own. */
public final class CertificateAuthority {

    /** How long a member's certificate lives unless configured otherwise. */
    public static final Duration MEMBER_LIFE = Duration.ofHours(24);

    private static final Duration OWN_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    /** Certificates begin a little early, for members whose clock is behind. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new authority with a key of its own. */
    public static CertificateAuthority create(Instant now) {
        KeyPair keys = Keys.generate();
        var name = new X500Principal("CN=Windrose hub CA " + Long.toHexString(RANDOM.nextLong()));
        var builder = builder(name, now, now.plus(OWN_LIFE), name, keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (CertIOException e) {
            throw new IllegalStateException("Adding an extension failed.", e);
        }
        return new CertificateAuthority(keys.getPrivate(), sign(builder, keys.getPrivate()));
    }

    /** The authority kept in {@code ca.crt} and {@code ca.key} (0600) of {@code folder}; made there when missing. */
    public static CertificateAuthority loadOrCreate(Path folder, Instant now) {
        Path certificateFile = folder.resolve("ca.crt");
        Path keyFile = folder.resolve("ca.key");
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            return new CertificateAuthority(Pem.key(read(keyFile)), Pem.certificate(read(certificateFile)));
        }
        if (Files.exists(certificateFile)) {
            throw new IllegalStateException(
                    "%s exists but %s does not. Maybe restore the key from a backup; without it members cannot renew."
                            .formatted(certificateFile, keyFile));
        }
        CertificateAuthority created = create(now);
        Pem.writeSecret(keyFile, Pem.ofKey(created.key));
        Pem.writePublic(certificateFile, Pem.ofCertificate(created.certificate));
        return created;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A client certificate for the member {@code cluster} and the key of its request. */
    public X509Certificate signMember(ClusterName cluster, PublicKey memberKey, Instant now, Duration life) {
        return signClient(cluster.value(), memberKey, now, life);
    }

    /** The certificate by which the hub itself connects to the broker. */
    public X509Certificate signHub(PublicKey hubKey, Instant now) {
        return signClient(ClusterName.RESERVED_FOR_HUB, hubKey, now, SERVER_LIFE);
    }

    private X509Certificate signClient(String commonName, PublicKey clientKey, Instant now, Duration life) {
        var builder = leaf(commonName, clientKey, now, now.plus(life), KeyPurposeId.id_kp_clientAuth);
        return sign(builder, key);
    }

    /** A server certificate for {@code hosts} (names and addresses). */
    public X509Certificate signServer(Collection<String> hosts, PublicKey serverKey, Instant now) {
        var builder = leaf("windrose-hub-server", serverKey, now, now.plus(SERVER_LIFE), KeyPurposeId.id_kp_serverAuth);
        var names = hosts.stream()
                .map(host -> new GeneralName(
                        ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        } catch (CertIOException e) {
            throw new IllegalStateException("Adding the host names failed.", e);
        }
        return sign(builder, key);
    }

    private X509v3CertificateBuilder leaf(
            String commonName, PublicKey subjectKey, Instant from, Instant to, KeyPurposeId purpose) {
        var builder = builder(
                certificate.getSubjectX500Principal(), from, to, new X500Principal("CN=" + commonName), subjectKey);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("Adding an extension failed.", e);
        }
        return builder;
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer, Instant from, Instant to, X500Principal subject, PublicKey subjectKey) {
        var serial = new BigInteger(128, RANDOM).add(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(from.minus(CLOCK_SKEW)), Date.from(to), subject, subjectKey);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey issuerKey) {
        try {
            var signer = new JcaContentSignerBuilder(Signer.ALGORITHM).build(issuerKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("Signing a certificate failed.", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("Reading %s failed. Maybe it belongs to another user.".formatted(file), e);
        }
    }

    @Override
    public String toString() {
        return "CertificateAuthority[%s, key redacted]".formatted(Certificates.fingerprint(certificate));
    }
}
