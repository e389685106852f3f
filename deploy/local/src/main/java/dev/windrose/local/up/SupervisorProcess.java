package dev.windrose.local.up;

import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.process.Launcher;
import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.process.Records;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.FleetState.Phase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A supervisor in a process of its own. */
public final class SupervisorProcess {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);

    private final FleetPaths paths;
    private final Options options;
    private final boolean stays;

    public SupervisorProcess(FleetPaths paths, Options options) {
        this(paths, options, true);
    }

    /** @param stays false for one that ends, and stops everything, when this process ends in whatever way */
    public SupervisorProcess(FleetPaths paths, Options options, boolean stays) {
        this.paths = paths;
        this.options = options;
        this.stays = stays;
    }

    /**
     * Starts it, shows what it says, and returns when the fleet is up.
     *
     * @return what is missing although all runs; empty when nothing is
     * @throws FleetException when the fleet did not come up; then nothing of it runs
     */
    public String start(PrintStream out) throws IOException, InterruptedException {
        Path log = paths.log("supervisor");
        long from = Files.exists(log) ? Files.size(log) : 0;
        new FleetState(Phase.STARTING, "", options).write(paths);
        ProcessRecord supervisor =
                new Launcher(new Records(paths.run())).start(new LaunchSpec("supervisor", command(), Map.of(), log));
        FleetState state = new Follower(paths, out).untilDecided(log, from, supervisor);
        return switch (state.phase()) {
            case READY -> state.message();
            case FAILED -> throw new FleetException(state.message());
            case STOPPED -> throw new FleetException("The fleet was stopped while it started.");
            case STARTING -> throw new FleetException("The supervisor ended without a word. Its log: " + log);
        };
    }

    /** Tells it to stop everything, and waits; false when none ran. */
    public boolean stop() throws IOException, InterruptedException {
        return stop(new Records(paths.run()));
    }

    /** The same for whatever supervisor is recorded. One that does not end in time is ended by force. */
    public static boolean stop(Records records) throws IOException, InterruptedException {
        var supervisor = records.alive("supervisor");
        if (supervisor.isPresent()) {
            supervisor.get().find().ifPresent(ProcessHandle::destroy);
            if (!supervisor.get().awaitEnd(ENDS_WITHIN)) {
                supervisor.get().find().ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        records.forget("supervisor");
        return supervisor.isPresent();
    }

    /** The words that supervise in a JVM like this one. */
    private List<String> command() {
        var words = new ArrayList<>(List.of(
                Programs.java(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dwindrose.root=" + paths.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.windrose.local.Main",
                "supervise",
                "--state",
                paths.state().toString()));
        if (options.clusters() != null) {
            words.addAll(List.of("--clusters", options.clusters().toString()));
        }
        if (options.prices() != null) {
            words.addAll(List.of("--prices", options.prices()));
        }
        if (options.fleet() != null) {
            words.addAll(List.of("--fleet", options.fleet()));
        }
        if (!options.demo()) {
            words.add("--no-demo");
        }
        if (!stays) {
            words.addAll(
                    List.of("--while", Long.toString(ProcessHandle.current().pid())));
        }
        return List.copyOf(words);
    }
}
