package dev.windrose.simulator.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What the API server of one cluster shows: a certificate for loopback, signed by a CA that only this cluster has. The
 * CA's key is thrown away after signing: there is nothing else to sign, so there is nothing to steal.
 *
 * @param caPem the CA's certificate
 * @param certificatePem the server's certificate
 * @param keyPem the server's key, PKCS #8
 */
public record ClusterCertificates(String caPem, String certificatePem, String keyPem) {
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private static final String CA_FILE = "ca.crt";
    private static final String CERTIFICATE_FILE = "tls.crt";
    private static final String KEY_FILE = "tls.key";

    /** Those in the folder, or new ones, then kept there. */
    public static ClusterCertificates keptIn(Path folder, String cluster, Instant now) throws IOException {
        Path certificate = folder.resolve(CERTIFICATE_FILE);
        // The certificate is written last: when it is there, all is there.
        if (Files.exists(certificate)) {
            return new ClusterCertificates(
                    Files.readString(folder.resolve(CA_FILE)),
                    Files.readString(certificate),
                    Files.readString(folder.resolve(KEY_FILE)));
        }
        ClusterCertificates made = make(cluster, now);
        Files.createDirectories(folder);
        PrivateFiles.write(folder.resolve(KEY_FILE), made.keyPem());
        Files.writeString(folder.resolve(CA_FILE), made.caPem());
        Files.writeString(certificate, made.certificatePem());
        return made;
    }

    public static ClusterCertificates make(String cluster, Instant now) {
        try {
            KeyPair caKey = keyPair();
            KeyPair key = keyPair();
            X500Name caName = new X500Name("CN=%s simulated cluster CA".formatted(cluster));
            X509Certificate ca = authority(caName, caKey, now);
            return new ClusterCertificates(
                    pem(ca),
                    pem(server(caName, caKey, ca, key, now)),
                    pem(new JcaPKCS8Generator(key.getPrivate(), null)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("Certificates of cluster %s could not be made.".formatted(cluster), e);
        }
    }

    private static X509Certificate authority(X500Name name, KeyPair key, Instant now)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var builder = builder(name, name, key, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return signed(builder, key);
    }

    private static X509Certificate server(X500Name caName, KeyPair caKey, X509Certificate ca, KeyPair key, Instant now)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var builder = builder(caName, new X500Name("CN=kube-apiserver"), key, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca));
        GeneralName[] names = {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
        };
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return signed(builder, caKey);
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key, Instant now)
            throws GeneralSecurityException, CertIOException {
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0);
        var builder = new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(BACKDATED)), Date.from(now.plus(LIFE)), subject, key.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
        return builder;
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    private static String pem(Object thing) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "ClusterCertificates[key withheld]";
    }
}
