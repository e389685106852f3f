package dev.windrose.local.up;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.postgres.PostgresServer;
import dev.windrose.local.process.Keeper;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.FleetState.Phase;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings a fleet up and keeps it up. Runs until it is told to stop (SIGTERM, SIGINT), and then stops everything it
 * recorded. Killed by force it leaves its children running; the next supervisor of the same state adopts them.
 *
 * <pre>
 * STARTING ──all ready──▶ READY ──TERM/INT──▶ STOPPED
 *     └─────anything fails─────▶ FAILED (everything stopped)
 * </pre>
 */
public final class Supervisor {
    private static final Duration DATABASE_WITHIN = Duration.ofSeconds(60);
    private static final Duration HUB_WITHIN = Duration.ofSeconds(120);
    private static final Duration SIMULATOR_WITHIN = Duration.ofSeconds(90);

    private final FleetPaths paths;
    private final Options options;
    private final Progress progress;
    private final Records records;
    private final Programs programs;
    private final Keeper.Crew crew;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failed;

    public Supervisor(FleetPaths paths, Options options, Progress progress) {
        this.paths = paths;
        this.options = options;
        this.progress = progress;
        this.records = new Records(paths.run());
        this.programs = new Programs(paths);
        this.crew = new Keeper.Crew(records, progress::step);
    }

    /**
     * Starts all, and returns when the process is told to end.
     *
     * @throws FleetException when it could not be brought up; by then nothing of it runs any more
     */
    public void run() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                        paths.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new FleetException("Another supervisor holds %s. See ./fleet status".formatted(paths.state()));
            }
            records.enter("supervisor", ProcessHandle.current().pid(), "");
            say(Phase.STARTING, "");
            Thread hook = Thread.ofPlatform().name("stop").unstarted(this::stop);
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                String note = startAll();
                say(Phase.READY, note);
                stopped.await();
            } catch (FleetException | IOException e) {
                fail(e);
            }
        }
    }

    private void fail(Exception cause) throws IOException, InterruptedException {
        if (crew.isStopping()) { // it was told to stop while it started
            stopped.await();
            return;
        }
        failed = true;
        crew.stop();
        new Stopper(records).stopAll();
        String message = describe(cause);
        say(Phase.FAILED, message);
        records.forget("supervisor");
        throw new FleetException(message, cause);
    }

    private static String describe(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left")) {
            return "The disk is full: %s Free some space, or name another folder with --state.".formatted(message);
        }
        return cause instanceof FleetException ? message : cause.getClass().getSimpleName() + ": " + message;
    }

    /** Returns what a person should know although all runs; empty when all is as it should be. */
    private String startAll() throws IOException, InterruptedException {
        PostgresServer database = startDatabase();
        List<SimulatedCluster> clusters;
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> hub = tasks.submit(() -> {
                startHub(database);
                return null;
            });
            Future<List<SimulatedCluster>> simulator = tasks.submit(this::startSimulator);
            join(hub);
            clusters = join(simulator);
        }
        Kubeconfig administrator = HubAccess.administrator(paths);
        administrator.write(paths.kubeconfig(), "windrose");
        try (var hub = KubeClient.of(administrator)) {
            if (options.prices() != null) {
                progress.step(PriceFile.told(hub, options.prices()));
            }
            new Agents(paths, programs, options, crew, progress).start(clusters, administrator);
            String note = new Arrival(paths, options, progress).await(hub, clusters);
            progress.show("\n" + new FleetView(hub).tables() + "\n\n" + Addresses.of(paths));
            return note;
        }
    }

    private PostgresServer startDatabase() throws IOException, InterruptedException {
        Settings settings = Settings.load(paths);
        if (records.alive("postgres").isEmpty() && !Ports.isFree(settings.postgresPort())) {
            settings = settings.withPostgresPort(Ports.free()); // somebody came while we were away; nobody learned ours
            settings.save(paths);
        }
        var database = new PostgresServer(paths, settings, records);
        var keeper = new Keeper("postgres", database::prepare, database::answers, crew);
        boolean adopted = keeper.begin();
        keeper.awaitReady(DATABASE_WITHIN);
        database.createDatabase();
        keeper.keep();
        progress.step(adopted("PostgreSQL on 127.0.0.1:" + settings.postgresPort(), adopted));
        return database;
    }

    private void startHub(PostgresServer database) throws IOException, InterruptedException {
        Settings settings = Settings.load(paths);
        if (records.alive("hub").isEmpty()) {
            requireFree(settings.hubPort(), "the hub", "choose another: ./fleet up --port " + (settings.hubPort() + 1));
            requireFree(settings.mqttPort(), "the hub's broker", "start over with new data: ./fleet up --fresh");
        }
        var keeper = new Keeper(
                "hub",
                () -> programs.hub(settings, database.url(), PostgresServer.USER, options),
                () -> HubAccess.isReady(paths),
                crew);
        boolean adopted = keeper.begin();
        keeper.awaitReady(HUB_WITHIN);
        keeper.keep();
        progress.step(adopted("hub on " + settings.hubUrl(), adopted));
    }

    private List<SimulatedCluster> startSimulator() throws IOException, InterruptedException {
        var keeper = new Keeper("simulator", () -> programs.simulator(options), this::simulatorAnswers, crew);
        boolean adopted = keeper.begin();
        keeper.awaitReady(SIMULATOR_WITHIN);
        keeper.keep();
        var clusters = SimulatedCluster.all(paths);
        progress.step(adopted("simulator with %d clusters".formatted(clusters.size()), adopted));
        return clusters;
    }

    /** The file of an earlier run may lie there still: it must be of the process that runs, and the last API must answer. */
    private boolean simulatorAnswers() throws InterruptedException {
        try {
            var process = records.alive("simulator");
            if (process.isEmpty()
                    || SimulatedCluster.writer(paths) != process.get().pid()) {
                return false;
            }
            var clusters = SimulatedCluster.all(paths);
            if (clusters.isEmpty()) {
                return false;
            }
            try (var client = KubeClient.of(Kubeconfig.read(clusters.getLast().kubeconfig()))) {
                return client.get("/version").ok();
            }
        } catch (IOException | FleetException e) {
            return false; // being written or not listening yet: the caller's deadline decides
        }
    }

    private static void requireFree(int port, String who, String otherwise) {
        if (!Ports.isFree(port)) {
            throw new FleetException(
                    "Port %d for %s is taken by another process. Stop that one, or %s".formatted(port, who, otherwise));
        }
    }

    private static String adopted(String what, boolean adopted) {
        return adopted ? what + " (was still running)" : what;
    }

    private static <T> T join(Future<T> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case FleetException told -> throw told;
                case IOException broken -> throw broken;
                case null, default -> throw new IllegalStateException("starting a process", e);
            }
        }
    }

    private void stop() {
        if (failed) {
            return;
        }
        try {
            crew.stop();
            progress.step("stopping");
            new Stopper(records).stopAll();
            say(Phase.STOPPED, "");
            records.forget("supervisor");
            progress.step("stopped");
        } catch (IOException | FleetException e) {
            progress.step("could not stop everything: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void say(Phase phase, String message) throws IOException {
        new FleetState(phase, message, options).write(paths);
    }
}
