package dev.windrose.agent.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The connection to this member's API server: by a kubeconfig file, or as the pod's service account when none is named.
 *
 * <p>fabric8's HTTP client is used without the rest of its client: loading the typed DSL and its model costs more memory
 * than all the agent keeps.
 */
public final class MemberConnection implements AutoCloseable {
    private final Vertx vertx;
    private final HttpClient http;
    private final KubeApi api;

    private MemberConnection(Vertx vertx, HttpClient http, KubeApi api) {
        this.vertx = vertx;
        this.http = http;
        this.api = api;
    }

    /**
     * @param kubeconfig a file; empty for the service account of the pod
     * @param permits requests under way at once
     * @throws IllegalArgumentException when the file is missing or names no cluster, or this is no pod
     */
    public static MemberConnection open(Optional<Path> kubeconfig, int permits, Duration timeout) {
        Config config = kubeconfig.map(MemberConnection::fromFile).orElseGet(MemberConnection::inCluster);
        Config tuned = new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0) // our loops retry; they know whether it is still wanted
                .withConnectionTimeout(5_000)
                .withRequestTimeout((int) timeout.toMillis())
                .withUserAgent("windrose-agent")
                .build();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpClient http = new SuitedVertx(vertx).clients().newBuilder(tuned).build();
        return new MemberConnection(vertx, http, new KubeApi(http, tuned.getMasterUrl(), permits, timeout));
    }

    private static Config fromFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_KUBECONFIG (%s) is not a file that can be read.".formatted(file));
        }
        Config config;
        try {
            config = Kubeconfig.read(file);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_KUBECONFIG (%s) is no kubeconfig: %s".formatted(file, KubeApi.reason(e)), e);
        }
        if (!config.getMasterUrl().startsWith("https://")) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_KUBECONFIG (%s) must name a cluster whose server begins with https://, not %s."
                            .formatted(file, config.getMasterUrl()));
        }
        return config;
    }

    private static Config inCluster() {
        if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_KUBECONFIG is not set and this is no pod. Set it to the member's kubeconfig file.");
        }
        System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
        return Config.autoConfigure(null);
    }

    public KubeApi api() {
        return api;
    }

    @Override
    public void close() {
        http.close();
        vertx.close();
    }
}
