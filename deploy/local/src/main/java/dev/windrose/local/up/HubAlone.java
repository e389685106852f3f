package dev.windrose.local.up;

import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.postgres.PostgresServer;
import dev.windrose.local.process.Keeper;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.time.Duration;

/**
 * PostgreSQL and the hub on free ports, started as a fleet starts them, and nothing else: no clusters, no agents. For what
 * measures the hub; the caller's own process takes the supervisor's place.
 */
public final class HubAlone implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    private final FleetPaths paths;
    private final Records records;
    private final Keeper.Crew crew;
    private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::stopAtExit);

    private HubAlone(FleetPaths paths) {
        this.paths = paths;
        this.records = new Records(paths.run());
        this.crew = new Keeper.Crew(records, _ -> {});
    }

    /** @throws FleetException when one of them does not get ready; by then nothing of it runs any more */
    public static HubAlone start(FleetPaths paths) throws IOException, InterruptedException {
        paths.create();
        new Stopper(new Records(paths.run())).stopAll(); // what one has left that was killed
        paths.wipe();
        Settings.load(paths).withHubPort(Ports.free()).save(paths);
        var alone = new HubAlone(paths);
        Runtime.getRuntime().addShutdownHook(alone.hook);
        try {
            alone.launch();
            return alone;
        } catch (IOException | RuntimeException e) {
            alone.close();
            throw e;
        }
    }

    private void launch() throws IOException, InterruptedException {
        Settings settings = Settings.load(paths);
        var database = new PostgresServer(paths, settings, records);
        var first = new Keeper("postgres", database::prepare, database::answers, crew);
        first.begin();
        first.awaitReady(READY_WITHIN);
        database.createDatabase();
        launchHub("hub", settings, database);
    }

    private void launchHub(String who, Settings settings, PostgresServer database)
            throws IOException, InterruptedException {
        var hub = new Keeper(
                who,
                () -> new Programs(paths)
                        .hub(who, settings, database.url(), PostgresServer.USER, new Options(null, null, null, false)),
                () -> HubAccess.isReady(paths, settings),
                crew);
        hub.begin();
        hub.awaitReady(READY_WITHIN);
    }

    public Kubeconfig administrator() throws IOException {
        return HubAccess.administrator(paths);
    }

    /** Where the broker inside the hub listens. */
    public int mqttPort() throws IOException {
        return Settings.load(paths).mqttPort();
    }

    /** A hub beside the first one, with the same keys and database. */
    public record Beside(Kubeconfig administrator, int mqttPort) {}

    /** Starts a second hub; it ends with the first one. */
    public Beside startBeside() throws IOException, InterruptedException {
        Settings first = Settings.load(paths);
        Settings second = first.withHubPort(Ports.free()).withMqttPort(Ports.free());
        launchHub("hub-beside", second, new PostgresServer(paths, first, records));
        return new Beside(HubAccess.administrator(paths, second), second.mqttPort());
    }

    /** The hub's process. */
    public long pid() throws IOException {
        return records.alive("hub")
                .orElseThrow(() -> new FleetException("The hub has ended. See %s".formatted(paths.log("hub"))))
                .pid();
    }

    /** Somebody stopped the bench: what it started must not outlive it. */
    private void stopAtExit() {
        try {
            stop();
        } catch (IOException e) {
            System.err.println("could not stop everything: " + e.getMessage());
        }
    }

    /** Stops both and removes their data; the logs stay. */
    @Override
    public void close() throws IOException {
        try {
            if (!Runtime.getRuntime().removeShutdownHook(hook)) {
                return;
            }
        } catch (IllegalStateException _) {
            return; // this process is being stopped, and the hook with it does the same
        }
        stop();
    }

    private void stop() throws IOException {
        try {
            crew.stop();
            new Stopper(records).stopAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the hub was stopped", e);
        }
        paths.wipe();
    }
}
