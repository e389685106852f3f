package dev.windrose.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.cluster.Options;
import dev.windrose.simulator.cluster.SimulatedCluster;
import dev.windrose.simulator.fleet.ClusterSpec;
import dev.windrose.simulator.fleet.FleetSpec;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.tls.PrivateFiles;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clusters of a fleet in one process. When every one answers, {@code simulator.json} in the folder says where; the
 * file is removed at a start and at an orderly end, so that its presence means "ready" (or "was killed": check the pid).
 */
public final class Simulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 2;
    private static final long CLOSE_SECONDS = 5;

    private final Path folder;
    private final FileChannel lock;
    private final Vertx vertx;
    private final List<SimulatedCluster> clusters = new ArrayList<>();

    /**
     * @throws IOException the folder is in use or cannot be written, or a port is taken; nothing is left running
     */
    public static Simulator start(FleetSpec fleet, Path folder, Options options) throws IOException {
        Simulator simulator = new Simulator(folder);
        try {
            simulator.begin(fleet, options);
            return simulator;
        } catch (IOException | RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    private Simulator(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        this.lock = locked(folder.resolve("lock"));
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS));
    }

    /** Held until the process ends, however it ends. */
    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            LOG.debug("this very process holds {}", file);
        }
        if (held == null) {
            channel.close();
            throw new IOException("Another simulator runs in %s. Stop it first, or choose another --dir."
                    .formatted(file.getParent()));
        }
        return channel;
    }

    private void begin(FleetSpec fleet, Options options) throws IOException {
        Files.deleteIfExists(summary());
        for (ClusterSpec spec : fleet.clusters()) {
            SimulatedCluster cluster = SimulatedCluster.start(vertx, spec, folder.resolve(spec.name()), options);
            clusters.add(cluster);
            LOG.info(
                    "cluster={} cloud={} region={} nodes={} gpus={} api=https://127.0.0.1:{} proxy=127.0.0.1:{}",
                    spec.name(),
                    spec.cloud().text(),
                    spec.region(),
                    spec.pools().stream().mapToInt(p -> p.count()).sum(),
                    spec.pools().stream()
                            .mapToInt(p -> p.count() * p.gpusPerNode())
                            .sum(),
                    cluster.apiPort(),
                    cluster.proxyPort());
        }
        PrivateFiles.write(summary(), describe().toPrettyString() + "\n");
    }

    private Path summary() {
        return folder.resolve("simulator.json");
    }

    private ObjectNode describe() {
        ObjectNode all = Json.object().put("pid", ProcessHandle.current().pid());
        ArrayNode list = all.putArray("clusters");
        for (SimulatedCluster cluster : clusters) {
            ObjectNode entry = list.addObject().put("name", cluster.name());
            entry.put("cloud", cluster.spec().cloud().text())
                    .put("region", cluster.spec().region());
            entry.put("apiPort", cluster.apiPort()).put("proxyPort", cluster.proxyPort());
            entry.put("kubeconfig", cluster.kubeconfig().toAbsolutePath().toString());
        }
        return all;
    }

    public List<SimulatedCluster> clusters() {
        return List.copyOf(clusters);
    }

    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(summary());
            clusters.forEach(SimulatedCluster::close);
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's folder %s cannot be written.".formatted(folder), e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the event loops did not end in time: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
