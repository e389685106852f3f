package dev.windrose.wire.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.JoinTokenText;
import dev.windrose.wire.Keys;
import dev.windrose.wire.LinkApi;
import dev.windrose.wire.Pem;
import dev.windrose.wire.SigningRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joining over real TLS. */
class JoiningIT {

    private static final ClusterName CLUSTER = new ClusterName("eu-1");

    private final CertificateAuthority authority = CertificateAuthority.create(Instant.now());
    private final KeyPair hubKeys = Keys.generate();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Optional<AgentIdentity>> held = new AtomicReference<>(Optional.empty());
    private volatile String refusal = "";
    private HttpsServer hub;

    @BeforeEach
    void start() throws Exception {
        KeyPair keys = Keys.generate();
        X509Certificate certificate = authority.signServer(List.of("127.0.0.1"), keys.getPublic(), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "hub", keys.getPrivate(), new char[0], new X509Certificate[] {certificate, authority.certificate()});
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        hub = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.setHttpsConfigurator(new HttpsConfigurator(tls));
        hub.createContext(LinkApi.CA, exchange -> answer(exchange, 200, Pem.ofCertificate(authority.certificate())));
        hub.createContext(LinkApi.JOIN, exchange -> {
            var request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!refusal.isEmpty()) {
                answer(exchange, 403, LinkApi.problem(403, "Forbidden", refusal, "Make a new one."));
            } else if (asked.incrementAndGet() == 1) {
                answer(exchange, 202, LinkApi.waiting());
            } else {
                answer(exchange, 200, membership(request).toJson());
            }
        });
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    @Test
    void waitsForAcceptanceThenKeepsItsIdentity() throws Exception {
        AgentIdentity joined =
                joining(JoinTokenText.create(CLUSTER, authority.certificate())).identity();
        assertThat(joined.cluster()).isEqualTo(CLUSTER);
        assertThat(held.get()).contains(joined);
        assertThat(asked).hasValue(2);
        assertThat(joining(JoinTokenText.create(CLUSTER, authority.certificate()))
                        .identity())
                .isEqualTo(joined);
        assertThat(asked).as("a member with an identity does not ask").hasValue(2);
    }

    @Test
    void refusesAHubThatIsNotTheTokens() {
        var other = CertificateAuthority.create(Instant.now());
        assertThatThrownBy(() -> joining(JoinTokenText.create(CLUSTER, other.certificate()))
                        .identity())
                .isInstanceOf(JoinRefusedException.class)
                .hasMessageContaining("is not the hub that made the join token");
        assertThat(asked).as("the token was not shown").hasValue(0);
    }

    @Test
    void saysWhyTheHubRefuses() {
        refusal = "token-expired";
        assertThatThrownBy(() -> joining(JoinTokenText.create(CLUSTER, authority.certificate()))
                        .identity())
                .isInstanceOf(JoinRefusedException.class)
                .hasMessageContaining("token-expired: Make a new one.");
    }

    private Joining joining(JoinTokenText token) {
        URI address = URI.create("https://127.0.0.1:" + hub.getAddress().getPort());
        var store = new IdentityStore() {
            @Override
            public Optional<AgentIdentity> load() {
                return held.get();
            }

            @Override
            public void save(AgentIdentity identity) {
                held.set(Optional.of(identity));
            }
        };
        return new Joining(new LinkSettings(address, Optional.of(token), 0, "test"), store, InstantSource.system());
    }

    private LinkApi.Membership membership(String request) {
        var csr = SigningRequest.parse(
                        LinkApi.JoinRequest.parse(request).orElseThrow().csr())
                .orElseThrow();
        return new LinkApi.Membership(
                CLUSTER.value(),
                Pem.ofCertificate(authority.signMember(CLUSTER, csr.key(), Instant.now(), Duration.ofHours(1))),
                Pem.ofCertificate(authority.certificate()),
                Keys.toText(hubKeys.getPublic()),
                "127.0.0.1",
                1);
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
