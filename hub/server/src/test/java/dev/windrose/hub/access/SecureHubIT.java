package dev.windrose.hub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windrose.hub.LinkEnvironment;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows over HTTPS: kubectl with tokens, a new certificate, the headers of every answer. */
@QuarkusTest
@TestProfile(SecureHubProfile.class)
class SecureHubIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    SecureHub hub;

    @Inject
    MeterRegistry metrics;

    @TempDir
    Path folder;

    @Test
    void tlsBelow12IsRefused() throws IOException {
        int port = Integer.parseInt(System.getProperty(LinkEnvironment.HTTPS_PORT));

        assertThat(ClientHello.firstRecordOf(port, 1)).as("TLS 1.0").isEqualTo(ClientHello.ALERT);
        assertThat(ClientHello.firstRecordOf(port, 2)).as("TLS 1.1").isEqualTo(ClientHello.ALERT);
        assertThat(ClientHello.firstRecordOf(port, 3)).as("TLS 1.2").isEqualTo(ClientHello.HANDSHAKE);
    }

    @Test
    void kubectlTellsEachRoleWhatItMay() throws Exception {
        needsKubectl();
        hub.namespace("team-k");
        var editor = hub.token("kubectl-editor", "{\"user\":\"eva\"}");
        hub.bind("editor", "User", "eva", "[\"team-k\"]");
        await().atMost(SOON)
                .until(() -> hub.get(SecureHub.GROUP + "/namespaces/team-k/inferenceworkloads", editor)
                                .code()
                        == 200);

        assertThat(kubectl(editor, "auth", "whoami").out()).contains("eva").contains("system:authenticated");
        assertThat(kubectl(editor, "auth", "can-i", "create", "inferenceworkloads", "-n", "team-k")
                        .out())
                .startsWith("yes");
        assertThat(kubectl(editor, "auth", "can-i", "create", "inferenceworkloads", "-n", "default")
                        .out())
                .startsWith("no");
        assertThat(kubectl(editor, "auth", "can-i", "list", "inferenceworkloads", "-A")
                        .out())
                .startsWith("no");
        assertThat(kubectl(editor, "auth", "can-i", "get", "memberclusters").out())
                .startsWith("no");
        assertThat(kubectl(editor, "auth", "can-i", "get", "/q/metrics").out()).startsWith("no");
        assertThat(kubectl(editor, "auth", "can-i", "get", "/openapi/v3").out()).startsWith("yes");
        var list = kubectl(editor, "auth", "can-i", "--list", "-n", "team-k").out();
        assertThat(list).contains("inferenceworkloads.fleet.windrose.dev").doesNotContain("memberclusters");
        assertThat(kubectl(editor, "auth", "can-i", "--list", "-n", "default").out())
                .doesNotContain("inferenceworkloads");
        assertThat(kubectl(editor, "get", "iw", "-n", "team-k").code()).isZero();
        assertThat(kubectl(editor, "get", "ns").err())
                .contains("Forbidden")
                .contains("cannot list resource \"namespaces\"");
        assertThat(kubectl(hub.adminToken(), "auth", "can-i", "--list").out()).contains("*.*");
    }

    /** As a person with an identity provider has it: kubectl asks a program for the token (docs/access.md). */
    @Test
    void kubectlTakesTheTokenFromAProgram() throws Exception {
        needsKubectl();
        var secret = hub.token("exec-plugin", "{\"user\":\"paul\"}");
        var program = Files.writeString(folder.resolve("login"), """
                #!/bin/sh
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}'
                """.formatted(secret));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var config = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: fleet
                clusters: [{name: fleet, cluster: {server: "%s", certificate-authority: "%s"}}]
                contexts: [{name: fleet, context: {cluster: fleet, user: paul}}]
                users:
                - name: paul
                  user:
                    exec: {apiVersion: client.authentication.k8s.io/v1, command: "%s", interactiveMode: IfAvailable}
                """.formatted(hub.url(), hub.caFile(), program));

        var ran = run(List.of(
                "kubectl", "--kubeconfig=" + config, "--cache-dir=" + folder.resolve("cache"), "auth", "whoami"));

        assertThat(ran.out()).as(ran.err()).contains("paul");
    }

    @Test
    void newConnectionsGetTheNewCertificate() throws Exception {
        var pki = hub.caFile().getParent();
        var certificate = pki.resolve("server.crt");
        var key = pki.resolve("server.key");
        var goodCertificate = Files.readString(certificate);
        var goodKey = Files.readString(key);
        var before = shown();
        var authority = CertificateAuthority.loadOrCreate(pki, Instant.now());
        var keys = Keys.generate();
        var next = authority.signServer(Set.of("localhost", "127.0.0.1"), keys.getPublic(), Instant.now());
        double refused = loads("refused");

        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nrubbish\n");
        await().atMost(SOON).until(() -> loads("refused") > refused);
        assertThat(shown()).as("files that cannot be used change nothing").isEqualTo(before);

        Files.writeString(key, Pem.ofKey(keys.getPrivate()));
        Files.writeString(certificate, Pem.ofCertificate(next) + Pem.ofCertificate(authority.certificate()));
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(shown()).isEqualTo(next));
        assertThat(loads("loaded")).isPositive();

        Files.writeString(key, goodKey);
        Files.writeString(certificate, goodCertificate);
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(shown()).isEqualTo(before));
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() {
        for (var path :
                List.of("/api", "/apis", "/version", "/q/metrics", "/q/health/ready", "/nowhere", "/link/v1/ca", "/")) {
            for (var token : new String[] {null, hub.adminToken()}) {
                var headers = hub.get(path, token).headers();
                assertThat(headers.firstValue("X-Content-Type-Options"))
                        .as(path)
                        .contains("nosniff");
                assertThat(headers.firstValue("X-Frame-Options")).as(path).contains("DENY");
                assertThat(headers.firstValue("Strict-Transport-Security"))
                        .as(path)
                        .contains("max-age=31536000");
                assertThat(headers.firstValue("Content-Security-Policy"))
                        .as(path)
                        .isPresent();
            }
        }
    }

    @Test
    void healthIsOpenAndItsDetailsAreNot() {
        assertThat(hub.get("/q/health/ready", null).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(hub.get("/q/health/live", null).body()).isEqualTo("{\"status\":\"UP\"}");
        for (var path : List.of(
                "/q/health",
                "/q/health/",
                "/q/metrics",
                "/q//metrics",
                "/q/%6detrics",
                "/q/./metrics",
                "/q/health/../metrics")) {
            var answer = hub.get(path, null);
            assertThat(answer.code()).as(path).isIn(401, 404);
            assertThat(answer.body()).as(path).doesNotContain("jvm_").doesNotContain("checks");
        }
        assertThat(hub.get("/q/metrics", hub.adminToken()).body()).contains("windrose_loop_pass_seconds");
    }

    private double loads(String outcome) {
        var counter = metrics.find("windrose_access_certificate_loads_total")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** What a new connection is shown. */
    private X509Certificate shown() throws Exception {
        try (var client = hub.freshClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(hub.url() + "/version")).build(), BodyHandlers.discarding());
            return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        }
    }

    private record Ran(int code, String out, String err) {}

    private Ran kubectl(String token, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                "kubectl",
                "--kubeconfig=/dev/null",
                "--server=" + hub.url(),
                "--certificate-authority=" + hub.caFile(),
                "--token=" + token,
                "--cache-dir=" + folder.resolve("cache"),
                "--request-timeout=20s"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Ran run(List<String> command) throws Exception {
        var out = Files.createTempFile(folder, "out", "");
        var err = Files.createTempFile(folder, "err", "");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void needsKubectl() throws Exception {
        boolean found;
        try {
            found = new ProcessBuilder("kubectl", "version", "--client")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            found = false;
        }
        Assumptions.assumeTrue(found || "all".equals(System.getenv("FLEET_REQUIRE")), "kubectl is not on the PATH");
        assertThat(found).as("FLEET_REQUIRE=all needs kubectl on the PATH").isTrue();
    }
}
