package dev.windrose.simulator.cluster;

import dev.windrose.kubeapi.access.Authenticator;
import dev.windrose.kubeapi.access.Authorizer;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.access.StaticTokenAuthenticator;
import dev.windrose.kubeapi.http.KubeApi;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.IdSource;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.store.ResourceStore;
import dev.windrose.simulator.api.ClusterKinds;
import dev.windrose.simulator.cluster.ClusterFolder.Ports;
import dev.windrose.simulator.control.Ids;
import dev.windrose.simulator.data.ClusterProxy;
import dev.windrose.simulator.data.EngineLogs;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.time.SystemTimers;
import dev.windrose.simulator.time.Timers;
import dev.windrose.simulator.tls.ClusterCertificates;
import dev.windrose.wire.FastTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated cluster that answers: the Kubernetes API over HTTPS and the data path's proxy, both on loopback. Started
 * again in the same folder it has the same objects, uids, versions, ports, token and certificate authority.
 */
public final class SimulatedCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedCluster.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String VERSION = "v1.34.2+windrose";
    private static final Duration GATHER = Duration.ofMillis(3);
    private static final long PATIENCE_SECONDS = 30;

    private final ClusterSpec spec;
    private final ClusterFolder folder;
    private final Timers timers;
    private final ClusterCore core;
    private final HttpServer api;
    private final ClusterProxy proxy;
    private final @Nullable Vertx ownVertx;
    private final int apiPort;
    private final int proxyPort;

    /** Starts a cluster with its own event loops, for tests: no delays, no journal. */
    public static SimulatedCluster start(ClusterSpec spec, Path folder) throws IOException {
        return start(spec, folder, Options.forTests());
    }

    /** Starts a cluster with its own event loops. */
    public static SimulatedCluster start(ClusterSpec spec, Path folder, Options options) throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            return new SimulatedCluster(vertx, vertx, spec, folder, options);
        } catch (IOException | RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /**
     * Starts a cluster on event loops that stay the caller's.
     *
     * @throws IOException the folder or a port cannot be used; the message says how to mend it
     */
    public static SimulatedCluster start(Vertx vertx, ClusterSpec spec, Path folder, Options options)
            throws IOException {
        return new SimulatedCluster(vertx, null, spec, folder, options);
    }

    private SimulatedCluster(Vertx vertx, @Nullable Vertx ownVertx, ClusterSpec spec, Path path, Options options)
            throws IOException {
        this.spec = spec;
        this.ownVertx = ownVertx;
        this.timers = options.timers().orElseGet(() -> new SystemTimers("cluster-" + spec.name()));
        this.folder = new ClusterFolder(path);
        ClusterCertificates certificates = ClusterCertificates.keptIn(path, spec.name(), timers.now());
        String token = folder.token();
        ResourceRegistry registry = ClusterKinds.registry();
        Optional<Path> journal = options.journal() ? Optional.of(folder.journal()) : Optional.empty();
        this.core = new ClusterCore(
                new ClusterCore.Setup(
                        spec,
                        journal,
                        timers,
                        new Ids(new SecureRandom()),
                        options.delays(),
                        GATHER,
                        certificates.caPem(),
                        ClusterKinds.names(registry)),
                task -> Thread.ofVirtual().name("watch").start(task));
        Ports ports = folder.ports();
        EngineLogs logs = new EngineLogs(timers::now);
        this.api = apiServer(vertx, registry, certificates, token, ports.api(), logs);
        this.proxy = new ClusterProxy(vertx, ports.proxy(), options.pace(), core::routes, logs);
        try {
            core.onRoutes(proxy::routesChanged);
            // A virtual clock's owner advances it only after this constructor: nothing here may wait for time.
            core.start();
            this.apiPort = listening("API", ports.api(), api.listen().map(HttpServer::actualPort));
            this.proxyPort = listening("proxy", ports.proxy(), proxy.start());
            folder.keepPorts(new Ports(apiPort, proxyPort));
            folder.writeKubeconfig(spec.name(), apiPort, certificates.caPem(), token);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Known once it listens; nobody asks for a pod before. */
    private int dataPath() {
        return proxyPort;
    }

    private HttpServer apiServer(
            Vertx vertx,
            ResourceRegistry registry,
            ClusterCertificates certificates,
            String token,
            int port,
            EngineLogs logs) {
        KubeService service = new KubeService(registry, core.store(), timers::now, IdSource.random());
        Authenticator authenticator = new StaticTokenAuthenticator(
                Map.of(token, new Caller("windrose:admin", List.of("system:masters", "system:authenticated"))));
        KubeApi kubeApi = KubeApi.builder()
                .service(service)
                .authenticator(authenticator)
                .authorizer(Authorizer.allowAll())
                .version(VERSION)
                .build();
        HttpServerOptions options = new HttpServerOptions()
                .setHost(LOOPBACK)
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(true)
                .setTcpNoDelay(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificates.certificatePem()))
                        .addKeyValue(Buffer.buffer(certificates.keyPem())));
        FastTls.enable(options);
        PodReading pods = new PodReading(authenticator, core.store());
        return vertx.createHttpServer(options)
                .requestHandler(
                        new PodProxy(vertx, pods, this::dataPath, new PodLogs(pods, logs, timers::now, kubeApi)));
    }

    private int listening(String what, int recorded, Future<Integer> listen) throws IOException {
        try {
            return listen.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof BindException && recorded > 0) {
                throw new IOException(
                        ("Port %d for the %s of cluster %s is taken. Maybe another program took it since the last run: "
                                        + "stop it, or remove %s to take new ports.")
                                .formatted(
                                        recorded,
                                        what,
                                        spec.name(),
                                        folder.path().resolve("ports.json")),
                        e);
            }
            throw new IOException(
                    "The %s of cluster %s cannot listen on %s.".formatted(what, spec.name(), LOOPBACK), e);
        } catch (TimeoutException e) {
            throw new IOException("The %s of cluster %s does not come up.".formatted(what, spec.name()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while cluster %s started.".formatted(spec.name()), e);
        }
    }

    public ClusterSpec spec() {
        return spec;
    }

    public String name() {
        return spec.name();
    }

    public int apiPort() {
        return apiPort;
    }

    public int proxyPort() {
        return proxyPort;
    }

    /** A file that only its owner may read. */
    public Path kubeconfig() {
        return folder.kubeconfig();
    }

    /** The objects themselves, past the API: for tests that look or meddle. */
    public ResourceStore store() {
        return core.store();
    }

    /** Stops answering, then writing. What was acknowledged is in the journal. */
    @Override
    public void close() {
        quietly(api.close());
        quietly(proxy.close());
        timers.close();
        try {
            core.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The journal of cluster %s was not closed.".formatted(spec.name()), e);
        } finally {
            if (ownVertx != null) {
                quietly(ownVertx.close());
            }
        }
    }

    /** Waits a little for something that ends anyway with the process. */
    private static void quietly(Future<Void> closing) {
        try {
            closing.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not closed in time: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
