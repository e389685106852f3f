package dev.windrose.hub;

import dev.windrose.testing.TestPostgres;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** The packaged hub as a process of its own, which can be killed and started again on the same database, port and folder. */
public final class HubProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    private final TestPostgres.Database database;
    private final Path folder;
    private final int port = freePort();
    private final int mqttPort = freePort();
    private Process process;

    public HubProcess(TestPostgres.Database database) throws IOException {
        this.database = database;
        this.folder = Files.createTempDirectory("windrose-hub-process");
        this.process = launch();
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString());
        var environment = builder.environment();
        environment.put("WINDROSE_HUB_PORT", Integer.toString(port));
        environment.put("WINDROSE_HUB_MQTT_PORT", Integer.toString(mqttPort));
        environment.put("WINDROSE_HUB_DATA_DIR", folder.toString());
        environment.put("WINDROSE_HUB_DB_URL", database.url());
        environment.put("WINDROSE_HUB_DB_USER", database.user());
        environment.put("WINDROSE_HUB_DB_PASSWORD", database.password());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("hub.log").toFile()))
                .start();
    }

    /** As a power cut would: no goodbye to anybody. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public void start() throws IOException {
        process = launch();
    }

    public void awaitReady() throws Exception {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("The hub did not get ready: " + log());
            }
            // The process has no other sign of life than its answer.
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    /** While it may be dead and somebody is about to start it again. */
    public void awaitBack() {
        Awaitility.await()
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(this::isReady);
    }

    private boolean isReady() throws GeneralSecurityException, InterruptedException {
        if (!Files.exists(folder.resolve("admin.token"))) {
            return false;
        }
        try (var http = http()) {
            return http.send(request("/readyz").build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not listening yet: the deadline decides
        }
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("hub.log"));
    }

    /** A client that trusts this hub. */
    public HttpClient http() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(folder.resolve("pki/ca.crt"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** A request as the administrator. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token());
    }

    private String token() {
        try {
            return Files.readString(folder.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a fabric8 client as the administrator. */
    public Config config() throws IOException {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withCaCertData(java.util.Base64.getEncoder()
                        .encodeToString(
                                Files.readString(folder.resolve("pki/ca.crt")).getBytes(StandardCharsets.UTF_8)))
                .withOauthToken(token())
                .withNamespace("default")
                .withWatchReconnectInterval(200)
                .build();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
