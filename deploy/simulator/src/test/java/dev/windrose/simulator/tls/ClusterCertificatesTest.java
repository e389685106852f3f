package dev.windrose.simulator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void serverCertificateIsSignedByItsOwnAuthorityAndGoodForLoopback() throws GeneralSecurityException {
        ClusterCertificates made = ClusterCertificates.make("mini", NOW);
        X509Certificate ca = read(made.caPem());
        X509Certificate server = read(made.certificatePem());

        server.verify(ca.getPublicKey());
        assertThat(server.getSubjectAlternativeNames()).contains(List.of(7, "127.0.0.1"), List.of(2, "localhost"));
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(made).hasToString("ClusterCertificates[key withheld]");
    }

    @Test
    void everyClusterHasItsOwnAuthority() {
        assertThat(ClusterCertificates.make("a", NOW).caPem())
                .isNotEqualTo(ClusterCertificates.make("a", NOW).caPem());
    }

    private static X509Certificate read(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }
}
