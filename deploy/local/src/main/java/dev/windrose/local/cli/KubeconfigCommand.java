package dev.windrose.local.cli;

import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a path, so that {@code KUBECONFIG=$(./fleet kubeconfig)} works. */
@Command(
        name = "kubeconfig",
        mixinStandardHelpOptions = true,
        description = "Print the path of the kubeconfig of the hub, or of a simulated cluster.")
final class KubeconfigCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CLUSTER", description = "A simulated cluster; default: the hub.")
    @Nullable
    private String cluster;

    @Override
    public Integer call() throws IOException {
        FleetPaths paths = fleet.paths();
        if (cluster == null) {
            HubAccess.administrator(paths).write(paths.kubeconfig(), "windrose");
            spec.commandLine().getOut().println(paths.kubeconfig());
        } else {
            spec.commandLine()
                    .getOut()
                    .println(SimulatedCluster.named(paths, cluster).kubeconfig());
        }
        return 0;
    }
}
