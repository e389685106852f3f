package dev.windrose.local.cli;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code ./fleet} and what all of its commands share. */
@Command(
        name = "./fleet",
        description = "A Windrose fleet on one machine: hub, PostgreSQL, simulated clusters and their member agents.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "Windrose 0.1.0-SNAPSHOT",
        footer = {"", "  test [ARGS]  Run the whole suite: mvn verify of all modules, with ARGS for Maven."},
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            KubeconfigCommand.class,
            ProxyCommand.class,
            TokenCommand.class,
            AgentCommand.class,
            BenchCommand.class,
            DemoCommand.class,
            SuperviseCommand.class
        })
public final class FleetCommand {
    /** Exit code for something a person has to mend. */
    static final int PROBLEM = 1;

    /** Exit code when all runs but not all is as it should be. */
    static final int INCOMPLETE = 2;

    @Option(
            names = "--state",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Where this fleet keeps its state; default .fleet in the checkout, or FLEET_STATE.")
    @Nullable
    Path state;

    /** Runs one command line and returns its exit code. */
    public static int run(String... arguments) {
        return new CommandLine(new FleetCommand())
                .setExecutionExceptionHandler((error, line, _) -> explain(error, line))
                .setUsageHelpAutoWidth(true)
                .execute(arguments);
    }

    FleetPaths paths() {
        Path root = Path.of(System.getProperty("windrose.root", "."));
        String fromEnvironment = System.getenv("FLEET_STATE");
        if (state != null) {
            return new FleetPaths(root, state);
        }
        return new FleetPaths(
                root,
                fromEnvironment == null || fromEnvironment.isBlank()
                        ? root.resolve(".fleet")
                        : Path.of(fromEnvironment));
    }

    private static int explain(Exception error, CommandLine line) throws Exception {
        switch (error) {
            case FleetException told -> line.getErr().println("fleet: " + told.getMessage());
            case InterruptedException _ -> line.getErr().println("fleet: interrupted");
            case KubeClient.SilentServer silent -> line.getErr().println("fleet: " + silent.getMessage());
            case IOException broken ->
                line.getErr().println("fleet: " + broken.getClass().getSimpleName() + ": " + broken.getMessage());
            default -> throw error; // a bug: with its stack trace
        }
        return PROBLEM;
    }
}
