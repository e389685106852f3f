package dev.windrose.local.bench;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.process.Launcher;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.Json;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.JoinTokens;
import dev.windrose.local.up.Manifests;
import dev.windrose.local.up.Programs;
import dev.windrose.local.up.SupervisorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fleet that lives as long as a bench: one simulated cluster with a thousand small GPUs, nothing else in it. */
final class BenchFleet implements AutoCloseable {
    static final int NODES = 250;
    static final int GPUS_PER_NODE = 4;
    static final String INSTANCE_TYPE = "g4dn.12xlarge";
    static final String REGION = "us-east-1";
    static final String GPU = "Tesla-T4";
    private static final Duration JOINS_WITHIN = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final FleetPaths paths;
    private final SupervisorProcess supervisor;

    private BenchFleet(FleetPaths paths, SupervisorProcess supervisor) {
        this.paths = paths;
        this.supervisor = supervisor;
    }

    static BenchFleet start(Bench.Ground ground, String cluster) throws IOException, InterruptedException {
        FleetPaths paths = ground.paths();
        paths.create();
        new Stopper(new Records(paths.run())).stopAll(); // what one has left that was killed
        paths.wipe();
        Settings.load(paths).withHubPort(Ports.free()).save(paths);
        Path file = paths.state().resolve("fleet.yaml");
        Json.writeText(file, """
                clusters:
                  - name: %s
                    cloud: aws
                    region: %s
                    zones: [%sa]
                    podCidr: 10.99.0.0/16
                    pools:
                      - {name: gpu, instanceType: %s, count: %d, gpuProduct: %s, gpusPerNode: %d, gpuMemoryMiB: 15360}
                """.formatted(cluster, REGION, REGION, INSTANCE_TYPE, NODES, GPU, GPUS_PER_NODE));
        var fleet = new BenchFleet(
                paths, new SupervisorProcess(paths, new Options(null, null, file.toString(), false), false));
        try {
            fleet.supervisor.start(ground.out());
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    FleetPaths paths() {
        return paths;
    }

    /** Starts an agent for another cluster and waits until it is a Ready member. */
    void join(String name, Path kubeconfig) throws IOException, InterruptedException {
        var administrator = HubAccess.administrator(paths);
        try (var hub = KubeClient.of(administrator)) {
            var member = Json.MAPPER.createObjectNode().put("cloud", "aws").put("region", REGION);
            String token = JoinTokens.create(hub, administrator.caPem(), name, Duration.ofMinutes(10), true, member);
            LaunchSpec spec = new Programs(paths)
                    .agent(
                            "agent-" + name,
                            administrator.server().toString(),
                            kubeconfig,
                            Ports.free(),
                            Map.of("WINDROSE_AGENT_TOKEN", token));
            new Launcher(new Records(paths.run())).start(spec);
            awaitReady(hub, name);
        }
    }

    private static void awaitReady(KubeClient hub, String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + JOINS_WITHIN.toNanos();
        var view = new FleetView(hub);
        while (view.members().stream().noneMatch(m -> Manifests.name(m).equals(name) && FleetView.isTrue(m, "Ready"))) {
            if (System.nanoTime() > deadline) {
                throw new FleetException("Member %s was not Ready within %s.".formatted(name, JOINS_WITHIN));
            }
            var _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS); // another process decides
        }
    }

    @Override
    public void close() throws IOException {
        try {
            supervisor.stop();
            new Stopper(new Records(paths.run())).stopAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the bench's fleet was stopped", e);
        }
        paths.wipe();
        Files.deleteIfExists(paths.state().resolve("fleet.yaml"));
    }
}
