package dev.windrose.local.cli;

import dev.windrose.local.process.Records;
import dev.windrose.local.process.Stopper;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.up.SupervisorProcess;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Stops the supervisor, which stops the rest; then whatever is recorded and still runs. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stop all that was started, and nothing else. Data stay; the next up goes on with them.")
final class DownCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        FleetPaths paths = fleet.paths();
        var records = new Records(paths.run());
        int running = (int) records.all().stream().filter(r -> r.isAlive()).count();
        SupervisorProcess.stop(records);
        new Stopper(records).stopAll(); // survivors of a supervisor that was killed
        spec.commandLine()
                .getOut()
                .println(running == 0 ? "Nothing was running." : "Stopped %d processes.".formatted(running));
        return 0;
    }
}
