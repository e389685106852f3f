package dev.windrose.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real {@code kube-apiserver} with an {@code etcd} of its own, on free loopback ports, in a temporary folder that
 * goes with it. The binaries come from the folder that the environment variable {@code KUBEBUILDER_ASSETS} names; there
 * are no controllers, so Deployments make no pods and namespaces are not emptied, unless {@link #runControllers} starts
 * some.
 *
 * <p>The one caller is {@code admin} of group {@code system:masters}; {@link #kubeconfig()} is his. RBAC is on, so that
 * a test can also come as somebody with fewer rights.
 */
public final class KubeApiServer implements AutoCloseable {
    private static final String ASSETS = "KUBEBUILDER_ASSETS";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final Path folder;
    private final String token;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private KubeApiServer(Path folder, String token, int port) {
        this.folder = folder;
        this.token = token;
        this.port = port;
    }

    /** Why none can be started here, in one line; empty when one can. */
    public static Optional<String> unavailable() {
        String assets = System.getenv(ASSETS);
        if (assets == null || assets.isBlank()) {
            return Optional.of("skipped: " + ASSETS + " is not set (a folder with kube-apiserver and etcd)");
        }
        return Stream.of("etcd", "kube-apiserver")
                .filter(binary -> !Files.isExecutable(Path.of(assets, binary)))
                .findFirst()
                .map(binary -> "skipped: %s (%s) holds no executable %s".formatted(ASSETS, assets, binary));
    }

    /**
     * Starts both and waits until the API answers ready.
     *
     * @throws IllegalStateException when {@link #unavailable()}, or when they do not get ready; the message quotes the end
     *     of their logs
     */
    public static KubeApiServer start() {
        unavailable().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        Path assets = Path.of(requireNonNull(System.getenv(ASSETS)));
        try {
            Path folder = Files.createTempDirectory("windrose-kube-apiserver-");
            byte[] secret = new byte[16];
            new SecureRandom().nextBytes(secret);
            var server = new KubeApiServer(folder, HexFormat.of().formatHex(secret), freePort());
            try {
                server.launch(assets);
                server.awaitReady();
                return server;
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("starting a kube-apiserver", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("making keys for a kube-apiserver", e);
        }
    }

    /** Whether {@link #runControllers} can: {@code setup-envtest} brings no kube-controller-manager. */
    public boolean hasControllers() {
        return Files.isExecutable(Path.of(requireNonNull(System.getenv(ASSETS)), "kube-controller-manager"));
    }

    /**
     * Runs these controllers of a real {@code kube-controller-manager} until this server is closed.
     *
     * @param names as its {@code --controllers} takes them, e.g. {@code garbage-collector-controller}
     * @throws IllegalStateException when the folder of the binaries holds none
     */
    public void runControllers(String... names) {
        Path binary = Path.of(requireNonNull(System.getenv(ASSETS)), "kube-controller-manager");
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException("%s is missing: controllers cannot run".formatted(binary));
        }
        try {
            run(
                    "kube-controller-manager",
                    binary.toString(),
                    "--kubeconfig=" + kubeconfig(),
                    "--controllers=" + String.join(",", names),
                    "--leader-elect=false",
                    "--use-service-account-credentials=false",
                    "--bind-address=127.0.0.1",
                    "--secure-port=" + freePort(),
                    "--cert-dir=" + folder.resolve("controller-certs"));
        } catch (IOException e) {
            throw new UncheckedIOException("starting a kube-controller-manager", e);
        }
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + port);
    }

    public String adminToken() {
        return token;
    }

    /** Certificates to trust, as PEM. */
    public String caPem() {
        try {
            return Files.readString(folder.resolve("certs/apiserver.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the certificate of the kube-apiserver", e);
        }
    }

    /** The admin's kubeconfig file. */
    public Path kubeconfig() {
        return kubeconfig("admin", token);
    }

    /** Writes a kubeconfig for another caller, e.g. a service account whose token a test has asked for. */
    public Path kubeconfig(String user, String bearerToken) {
        String text = """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: "%s", user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: "%s"}}]
                """.formatted(
                        url(), Base64.getEncoder().encodeToString(caPem().getBytes(UTF_8)), user, bearerToken, user);
        try {
            return Files.writeString(folder.resolve(user.replace(':', '_') + ".kubeconfig"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a kubeconfig", e);
        }
    }

    private void launch(Path assets) throws IOException, GeneralSecurityException {
        int clientPort = freePort();
        int peerPort = freePort();
        String etcdUrl = "http://127.0.0.1:" + clientPort;
        String peerUrl = "http://127.0.0.1:" + peerPort;
        run(
                "etcd",
                assets.resolve("etcd").toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcdUrl,
                "--advertise-client-urls=" + etcdUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=default=" + peerUrl);

        Path tokens = Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path privateKey = pem("sa.key", "PRIVATE KEY", keys.getPrivate().getEncoded());
        Path publicKey = pem("sa.pub", "PUBLIC KEY", keys.getPublic().getEncoded());
        run(
                "kube-apiserver",
                assets.resolve("kube-apiserver").toString(),
                "--etcd-servers=" + etcdUrl,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certs"),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + publicKey,
                "--service-account-signing-key-file=" + privateKey,
                "--disable-admission-plugins=ServiceAccount");
    }

    private Path pem(String name, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
    }

    private void run(String name, String... command) throws IOException {
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start());
    }

    private void awaitReady() throws IOException, GeneralSecurityException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Process> dead =
                    processes.stream().filter(p -> !p.isAlive()).findFirst();
            if (dead.isPresent()) {
                throw new IllegalStateException("A process of the kube-apiserver ended early: " + tails());
            }
            if (isReady()) {
                return;
            }
            pause();
        }
        throw new IllegalStateException(
                "The kube-apiserver was not ready within %s: %s".formatted(READY_WITHIN, tails()));
    }

    private boolean isReady() throws IOException, GeneralSecurityException {
        if (!Files.exists(folder.resolve("certs/apiserver.crt"))
                || !Files.exists(folder.resolve("certs/apiserver.key"))) {
            return false;
        }
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(trusting(caPem()))
                .connectTimeout(Duration.ofSeconds(2))
                .build()) {
            var request = HttpRequest.newBuilder(url().resolve("/readyz"))
                    .header("Authorization", "Bearer " + token)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200
                    && http.send(
                                            HttpRequest.newBuilder(url().resolve("/api/v1/namespaces/default"))
                                                    .header("Authorization", "Bearer " + token)
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
        } catch (IOException e) {
            return false; // not listening yet: the deadline decides
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a kube-apiserver started", e);
        }
    }

    private static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int n = 0;
        try (var in = new ByteArrayInputStream(pem.getBytes(UTF_8))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + n++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Polling another process for readiness: there is nothing to wait on but its answer. */
    private void pause() {
        try {
            processes.getLast().waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a kube-apiserver started", e);
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String tails() {
        var text = new StringBuilder();
        for (String name : List.of("etcd", "kube-apiserver")) {
            try {
                String log = Files.exists(log(name)) ? Files.readString(log(name)) : "";
                text.append('\n').append(name).append(": ").append(log.substring(Math.max(0, log.length() - 1_500)));
            } catch (IOException e) {
                text.append('\n').append(name).append(": no log (").append(e).append(')');
            }
        }
        return text.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Stops both processes and removes the folder. */
    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder, e);
        }
    }
}
