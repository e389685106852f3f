package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final ClusterName CLUSTER = new ClusterName("eu-1");

    private final CertificateAuthority authority = CertificateAuthority.create(NOW);

    @Test
    void aMemberCertificateIsAClientCertificateOfTheAuthorityForItsTime() {
        KeyPair keys = Keys.generate();
        X509Certificate certificate = authority.signMember(CLUSTER, keys.getPublic(), NOW, Duration.ofHours(24));
        assertThat(Certificates.cluster(certificate)).contains(CLUSTER);
        assertThat(Certificates.isClientOf(authority.certificate(), certificate, NOW))
                .isTrue();
        assertThat(Certificates.isClientOf(authority.certificate(), certificate, NOW.plusSeconds(86_400)))
                .isFalse();
        assertThat(Certificates.isClientOf(CertificateAuthority.create(NOW).certificate(), certificate, NOW))
                .isFalse();
        assertThat(Certificates.renewAt(certificate))
                .isBetween(NOW.plus(Duration.ofMinutes(950)), NOW.plusSeconds(57_600));
    }

    @Test
    void aServerCertificateIsNoClientCertificate() {
        X509Certificate server = authority.signServer(
                List.of("localhost", "127.0.0.1"), Keys.generate().getPublic(), NOW);
        assertThat(Certificates.isClientOf(authority.certificate(), server, NOW))
                .isFalse();
    }

    @Test
    void theHubsNameIsNoMembersName() {
        X509Certificate hub = authority.signHub(Keys.generate().getPublic(), NOW);
        assertThat(Certificates.commonName(hub)).contains("windrose-hub");
        assertThat(Certificates.cluster(hub)).isEmpty();
    }

    @Test
    void aRequestIsReadOnlyIfItsOwnKeySignedIt() {
        KeyPair keys = Keys.generate();
        String pem = SigningRequest.create(CLUSTER, keys);
        var request = SigningRequest.parse(pem).orElseThrow();
        assertThat(request.commonName()).isEqualTo(CLUSTER.value());
        assertThat(request.key()).isEqualTo(keys.getPublic());
        byte[] der = Pem.request(pem);
        der[der.length - 5] ^= 1;
        assertThat(SigningRequest.parse(Pem.ofRequest(der))).isEmpty();
        assertThat(SigningRequest.parse("nonsense")).isEmpty();
    }

    @Test
    void keysAreKeptForTheirOwnerOnlyAndFoundAgain(@TempDir Path folder) throws Exception {
        CertificateAuthority first = CertificateAuthority.loadOrCreate(folder, NOW);
        CertificateAuthority second = CertificateAuthority.loadOrCreate(folder, NOW);
        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aTokenReadsBackPinsItsAuthorityAndIsNeverPrinted() {
        JoinTokenText token = JoinTokenText.create(CLUSTER, authority.certificate());
        assertThat(JoinTokenText.parse(token.reveal())).contains(token);
        assertThat(token.hash()).isEqualTo(Digest.of(token.secret()));
        assertThat(token.pins(authority.certificate())).isTrue();
        assertThat(token.pins(CertificateAuthority.create(NOW).certificate())).isFalse();
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(new LinkApi.JoinRequest(token.reveal(), "csr", "1").toString())
                .doesNotContain(token.secret());
        assertThat(JoinTokenText.parse(token.reveal().substring(1))).isEmpty();
        assertThat(JoinTokenText.parse("")).isEmpty();
    }
}
