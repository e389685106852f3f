package dev.windrose.agent.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.windrose.protocol.ClusterName;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the agent believes to be its API server, and who it says it is, over real TLS. */
class MemberConnectionIT {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    Path folder;

    private final CertificateAuthority authority = CertificateAuthority.create(Instant.now());
    private HttpsServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void believesWhomItsAuthorityNames() throws Exception {
        serve(LOOPBACK, false);

        assertThat(asked(authority, "")).isInstanceOf(Answer.Ok.class);
    }

    @Test
    void refusesWhomAnotherAuthorityNames() throws Exception {
        serve(LOOPBACK, false);

        assertThat(asked(CertificateAuthority.create(Instant.now()), "")).isInstanceOf(Answer.Unreachable.class);
    }

    @Test
    void refusesTheCertificateOfAnotherHost() throws Exception {
        serve("127.0.0.2", false);

        assertThat(asked(authority, "")).isInstanceOf(Answer.Unreachable.class);
    }

    @Test
    void showsTheCertificateOfItsKubeconfig() throws Exception {
        serve(LOOPBACK, true);
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        X509Certificate ours =
                authority.signMember(new ClusterName("eu-1"), keys.getPublic(), Instant.now(), Duration.ofHours(1));

        Answer answer = asked(
                authority,
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(Pem.ofCertificate(ours)), base64(Pem.ofKey(keys.getPrivate()))));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Ok.class,
                        ok -> assertThat(ok.body().path("peer").asText()).isEqualTo("CN=eu-1"));
    }

    private Answer asked(CertificateAuthority trusted, String user) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                current-context: test
                clusters: [{name: test, cluster: {server: "https://%s:%d", certificate-authority-data: %s}}]
                users: [{name: test, user: {%s}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(
                        LOOPBACK,
                        server.getAddress().getPort(),
                        base64(Pem.ofCertificate(trusted.certificate())),
                        user.isEmpty() ? "token: secret" : user));
        try (var member = MemberConnection.open(Optional.of(kubeconfig), 1, Duration.ofSeconds(10))) {
            return member.api().get("/");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void serve(String host, boolean mutual) throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(host)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(mutual);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            String peer = mutual
                    ? ((HttpsExchange) exchange)
                            .getSSLSession()
                            .getPeerPrincipal()
                            .getName()
                    : "";
            byte[] body = "{\"peer\":\"%s\"}".formatted(peer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private SSLContext context(String host) throws IOException, GeneralSecurityException {
        KeyPair keys = Keys.generate();
        X509Certificate certificate = authority.signServer(List.of(host), keys.getPublic(), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
        store.setCertificateEntry("authority", authority.certificate());
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, new char[0]);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
