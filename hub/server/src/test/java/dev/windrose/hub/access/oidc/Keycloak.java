package dev.windrose.hub.access.oidc;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.hub.fleet.Json;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Keycloak as a process of its own, over HTTPS, with a realm for the tests; its data is in memory. */
final class Keycloak implements AutoCloseable {
    private static final String ADMIN_PASSWORD = "for-this-test-only";
    /** Generous: it is augmented and starts on a machine that does much else. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Path folder;
    private final Path home;
    private final int port;
    private final Process process;
    private final HttpClient client;

    /** @param distribution an unpacked Keycloak; it is copied, and stays as it is */
    static Keycloak start(Path distribution) {
        try {
            return new Keycloak(distribution);
        } catch (IOException e) {
            throw new UncheckedIOException("Keycloak cannot be started from " + distribution, e);
        }
    }

    /** Where {@code -Pissuer} or the environment has one. */
    static Optional<Path> distribution() {
        return Optional.ofNullable(System.getProperty("windrose.keycloak"))
                .filter(path -> !path.isBlank())
                .or(() -> Optional.ofNullable(System.getenv("KEYCLOAK_HOME")))
                .map(Path::of)
                .filter(Files::isDirectory);
    }

    private Keycloak(Path distribution) throws IOException {
        folder = Files.createTempDirectory("windrose-keycloak");
        home = folder.resolve("home");
        copy(distribution, home);
        var authority = CertificateAuthority.loadOrCreate(folder.resolve("pki"), Instant.now());
        var keys = Keys.generate();
        var certificate = authority.signServer(Set.of("127.0.0.1"), keys.getPublic(), Instant.now());
        Pem.writeSecret(folder.resolve("tls.key"), Pem.ofKey(keys.getPrivate()));
        Pem.writePublic(folder.resolve("tls.crt"), Pem.ofCertificate(certificate));
        Pem.writePublic(folder.resolve("ca.crt"), Pem.ofCertificate(authority.certificate()));
        Files.createDirectories(home.resolve("data/import"));
        try (var realm = Keycloak.class.getResourceAsStream("/access/realm.json")) {
            Files.write(home.resolve("data/import/fleet.json"), realm.readAllBytes());
        }
        port = freePort();
        client = HttpClient.newBuilder()
                .sslContext(Trust.of(Optional.of(caFile())))
                .followRedirects(HttpClient.Redirect.NEVER)
                .cookieHandler(new java.net.CookieManager())
                .build();
        run(List.of("build", "--db=dev-mem"));
        process = command(List.of(
                        "start",
                        "--optimized",
                        "--cache=local",
                        "--hostname-strict=false",
                        "--http-enabled=false",
                        "--http-host=127.0.0.1",
                        "--https-port=" + port,
                        "--https-certificate-file=" + folder.resolve("tls.crt"),
                        "--https-certificate-key-file=" + folder.resolve("tls.key"),
                        "--import-realm"))
                .start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> process.isAlive() && discovers());
    }

    private boolean discovers() throws Exception {
        return send(HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                                .build())
                        .statusCode()
                == 200;
    }

    private void run(List<String> arguments) throws IOException {
        try {
            var build = command(arguments).start();
            if (!build.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || build.exitValue() != 0) {
                build.destroyForcibly();
                throw new IOException("kc.sh %s failed: %s".formatted(arguments, Files.readString(log())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private ProcessBuilder command(List<String> arguments) {
        var command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS",
                        "-Xms64m -Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN_PASSWORD));
        return builder;
    }

    private Path log() {
        return folder.resolve("log");
    }

    Path caFile() {
        return folder.resolve("ca.crt");
    }

    String issuer() {
        return issuer("fleet");
    }

    String issuer(String realm) {
        return "https://127.0.0.1:%d/realms/%s".formatted(port, realm);
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    /** An answer of the token endpoint. */
    JsonNode token(String realm, Map<String, String> form) throws Exception {
        var answer = send(HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)))
                .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no token: %d %s".formatted(answer.statusCode(), answer.body()));
        }
        return Json.parse(answer.body());
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** A call of Keycloak's admin API for the realm of the tests. */
    HttpResponse<String> admin(String method, String path, String body) throws Exception {
        var token = token(
                        "master",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                "admin",
                                "password",
                                ADMIN_PASSWORD))
                .path("access_token")
                .asText();
        return send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/admin/realms/fleet%s".formatted(port, path)))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    /** Stops answering without closing anything, as behind a network that drops packets. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        for (var each : processes()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(each.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** The shell and the server that it started. */
    private List<ProcessHandle> processes() {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    @Override
    public void close() {
        processes().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
