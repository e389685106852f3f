package dev.windrose.local.cli;

import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.DiskSpace;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.FleetState.Phase;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import dev.windrose.local.up.Addresses;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.Progress;
import dev.windrose.local.up.Supervisor;
import dev.windrose.local.up.SupervisorProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Brings the fleet up: in the foreground until Ctrl-C, or detached until {@code ./fleet down}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start the fleet, apply deploy/demo/, and show clusters, workloads and addresses.")
final class UpCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--detach", description = "Return when all is ready; the fleet stays up until ./fleet down.")
    private boolean detach;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "How many clusters to simulate; default: all of deploy/demo/fleet.yaml.")
    @Nullable
    private Integer clusters;

    @Option(names = "--fresh", description = "Start with new data: what the fleet stored is deleted first.")
    private boolean fresh;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "A CSV of GPU offers that goes before the built-in prices.")
    @Nullable
    private Path prices;

    @Option(names = "--port", paramLabel = "P", description = "HTTPS port of the fleet API; default 8443, remembered.")
    @Nullable
    private Integer port;

    @Option(
            names = "--fleet",
            paramLabel = "FILE",
            description = "Other clusters to simulate than those of deploy/demo/fleet.yaml.")
    @Nullable
    private Path fleetFile;

    @Option(names = "--no-demo", description = "Apply nothing: an empty fleet.")
    private boolean noDemo;

    @Override
    public Integer call() throws IOException, InterruptedException {
        FleetPaths paths = fleet.paths();
        Options options = options();
        var records = new Records(paths.run());
        var running = records.alive("supervisor");
        if (running.isPresent()) {
            return alreadyRuns(paths, options, running.get());
        }
        prepare(paths, records);
        return detach ? startDetached(paths, options) : runHere(paths, options);
    }

    private Options options() {
        if (clusters != null && clusters < 1) {
            throw new FleetException("--clusters (%d) must be at least 1.".formatted(clusters));
        }
        return new Options(clusters, file("--prices", prices), file("--fleet", fleetFile), !noDemo);
    }

    private static @Nullable String file(String option, @Nullable Path file) {
        if (file == null) {
            return null;
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new FleetException("%s: %s is no readable file.".formatted(option, file));
        }
        return file.toAbsolutePath().normalize().toString();
    }

    private void prepare(FleetPaths paths, Records records) throws IOException, InterruptedException {
        Optional<String> lack = DiskSpace.lack(paths.state());
        if (lack.isPresent()) {
            throw new FleetException(lack.get());
        }
        paths.create();
        if (fresh) {
            new Stopper(records).stopAll();
            paths.wipe();
            paths.create();
        }
        Settings settings = Settings.load(paths);
        boolean hubRuns = records.alive("hub").isPresent();
        if (port != null && port != settings.hubPort()) {
            if (port < 1 || port > 65_535) {
                throw new FleetException("--port (%d) must be between 1 and 65535.".formatted(port));
            }
            settings = settings.withHubPort(port);
            hubRuns = false;
            settings.save(paths);
        }
        if (!hubRuns && !Ports.isFree(settings.hubPort())) { // said before anything is started
            throw new FleetException(
                    "Port %d for the hub is taken by another process. Stop that one, or choose another: ./fleet up --port %d"
                            .formatted(settings.hubPort(), settings.hubPort() + 1));
        }
    }

    private int alreadyRuns(FleetPaths paths, Options options, ProcessRecord supervisor)
            throws IOException, InterruptedException {
        FleetState state = FleetState.read(paths)
                .orElseThrow(() -> new FleetException("The fleet is just starting. See ./fleet status"));
        PrintWriter out = spec.commandLine().getOut();
        if (fresh
                || !options.equals(state.options())
                || (port != null && port != Settings.load(paths).hubPort())) {
            throw new FleetException(
                    "The fleet already runs in %s with other options (pid %d). Stop it first: ./fleet down"
                            .formatted(paths.state(), supervisor.pid()));
        }
        out.printf(
                "The fleet already runs in %s (pid %d, %s).%n%n",
                paths.state(), supervisor.pid(), state.phase().name().toLowerCase(java.util.Locale.ROOT));
        if (state.phase() == Phase.READY) {
            try (var hub = HubAccess.client(paths)) {
                out.println(new FleetView(hub).tables());
            }
            out.println();
            out.println(Addresses.of(paths));
        }
        out.flush();
        return 0;
    }

    private int runHere(FleetPaths paths, Options options) throws IOException, InterruptedException {
        var supervisor = new Supervisor(paths, options, new Progress(System.out));
        supervisor.run();
        return 0;
    }

    private int startDetached(FleetPaths paths, Options options) throws IOException, InterruptedException {
        String missing = new SupervisorProcess(paths, options).start(System.out);
        if (missing.isEmpty()) {
            return 0;
        }
        spec.commandLine().getErr().println("fleet: " + missing);
        return FleetCommand.INCOMPLETE;
    }
}
