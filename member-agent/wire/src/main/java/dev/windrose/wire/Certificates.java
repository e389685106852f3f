package dev.windrose.wire;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What a certificate says, and whether it may be believed. */
public final class Certificates {

    private Certificates() {}

    /** The common name; empty when there is none or more than one. */
    public static Optional<String> commonName(X509Certificate certificate) {
        return commonName(certificate.getSubjectX500Principal().getName());
    }

    static Optional<String> commonName(String rfc2253) {
        try {
            var names = new LdapName(rfc2253)
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .toList();
            return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }

    /** The member that the certificate speaks for; empty for the hub's own and for any other name. */
    public static Optional<ClusterName> cluster(X509Certificate certificate) {
        return commonName(certificate).filter(ClusterName::isValid).map(ClusterName::new);
    }

    /** SHA-256 of the DER. */
    public static Digest fingerprint(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("This certificate cannot be encoded.", e);
        }
    }

    /** Whether {@code ca} signed it, it is valid at {@code now}, and it may be used by a TLS client. */
    public static boolean isClientOf(X509Certificate ca, X509Certificate certificate, Instant now) {
        try {
            certificate.verify(ca.getPublicKey());
            var usages = certificate.getExtendedKeyUsage();
            return certificate.getIssuerX500Principal().equals(ca.getSubjectX500Principal())
                    && usages != null
                    && usages.contains("1.3.6.1.5.5.7.3.2")
                    && !now.isBefore(certificate.getNotBefore().toInstant())
                    && now.isBefore(certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** When to ask for the next one: at two thirds of its life. */
    public static Instant renewAt(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(2).dividedBy(3));
    }
}
