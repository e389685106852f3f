package dev.windrose.wire.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class PinnedTrustTest {
    private final CertificateAuthority ours = CertificateAuthority.create(Instant.now());
    private final CertificateAuthority other = CertificateAuthority.create(Instant.now());
    private final PinnedTrust trust = new PinnedTrust(JoinTokenText.create(new ClusterName("a"), ours.certificate()));

    @Test
    void trustsAServerOfThePinnedAuthority() {
        assertThatCode(() -> judge(server(ours), ours.certificate())).doesNotThrowAnyException();
        assertThat(trust.metAnotherHub()).isFalse();
    }

    @Test
    void trustsNoOtherAuthorityThoughItsChainHolds() {
        assertThatThrownBy(() -> judge(server(other), other.certificate()))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("the authority that the join token names");
        assertThat(trust.metAnotherHub()).isTrue();
    }

    @Test
    void showingThePinnedAuthorityBesideAForeignServerIsNotEnough() {
        assertThatThrownBy(() -> judge(server(other), ours.certificate())).isInstanceOf(CertificateException.class);
    }

    private void judge(X509Certificate... chain) throws CertificateException {
        trust.checkServerTrusted(chain, "ECDHE_ECDSA", (SSLEngine) null);
    }

    private static X509Certificate server(CertificateAuthority authority) {
        return authority.signServer(List.of("127.0.0.1"), Keys.generate().getPublic(), Instant.now());
    }
}
