package dev.windrose.local.cli;

import dev.windrose.local.process.ProcessRecord;
import dev.windrose.local.process.Records;
import dev.windrose.local.process.ResidentMemory;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState;
import dev.windrose.local.up.Addresses;
import dev.windrose.local.up.FleetView;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Processes, clusters, workloads. Exit code 0 when the fleet is up, 1 when it is not. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show processes, clusters, workloads and addresses. Exit code 1 when the fleet is not up.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        FleetPaths paths = fleet.paths();
        PrintWriter out = spec.commandLine().getOut();
        var records = new Records(paths.run());
        var processes = new Table("PROCESS", "PID", "RUNS", "RESIDENT");
        for (ProcessRecord process : records.all()) {
            boolean alive = process.isAlive();
            processes.row(
                    process.who(),
                    Long.toString(process.pid()),
                    alive ? "yes" : "no",
                    alive
                            ? ResidentMemory.megabytes(process.pid())
                                    .map(mb -> mb + " MB")
                                    .orElse("unknown")
                            : "-");
        }
        var state = FleetState.read(paths);
        boolean supervised = records.alive("supervisor").isPresent();
        boolean up = supervised && state.isPresent() && state.get().phase() == FleetState.Phase.READY;
        out.println(
                supervised
                        ? "The fleet in %s: %s"
                                .formatted(
                                        paths.state(),
                                        state.map(s -> s.phase().name().toLowerCase(Locale.ROOT))
                                                .orElse("starting"))
                        : "No fleet runs in %s. Start it: ./fleet up".formatted(paths.state()));
        if (!records.all().isEmpty()) {
            out.println("\n" + processes);
        }
        if (up) {
            try (var hub = HubAccess.client(paths)) {
                out.println("\n" + new FleetView(hub).tables() + "\n\n" + Addresses.of(paths));
            }
        }
        out.flush();
        return up ? 0 : FleetCommand.PROBLEM;
    }
}
