package dev.windrose.local.cli;

import dev.windrose.local.up.SimulatedCluster;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints an address, so that {@code curl -p -x $(./fleet proxy CLUSTER) …} works. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        description = "Print the address of the proxy that leads to the pods and services of a simulated cluster.")
final class ProxyCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "CLUSTER", description = "A simulated cluster.")
    @SuppressWarnings("NullAway.Init")
    private String cluster;

    @Override
    public Integer call() throws IOException {
        int port = SimulatedCluster.named(fleet.paths(), cluster).proxyPort();
        spec.commandLine().getOut().println("http://127.0.0.1:" + port);
        return 0;
    }
}
