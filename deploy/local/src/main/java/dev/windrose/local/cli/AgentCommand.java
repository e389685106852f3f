package dev.windrose.local.cli;

import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import dev.windrose.local.up.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A member agent for any cluster, in the foreground, with its output here. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Run a member agent for a cluster until Ctrl-C. The cluster joins with a token of ./fleet token.")
final class AgentCommand implements Callable<Integer> {
    private static final long ENDS_WITHIN_SECONDS = 20;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Option(
            names = "--kubeconfig",
            required = true,
            paramLabel = "FILE",
            description = "How the agent reaches the cluster; its current context.")
    @SuppressWarnings("NullAway.Init")
    private Path kubeconfig;

    @Option(
            names = "--token",
            paramLabel = "T",
            description = "The join token; not needed once the cluster has joined.")
    @Nullable
    private String token;

    @Option(names = "--hub", paramLabel = "URL", description = "The hub; default: that of the local fleet.")
    @Nullable
    private String hub;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "Port for the agent's health and metrics on loopback; default: a free one.")
    @Nullable
    private Integer port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(kubeconfig)) {
            throw new FleetException("--kubeconfig: %s is no readable file.".formatted(kubeconfig));
        }
        FleetPaths paths = fleet.paths();
        paths.create();
        String address = hub == null ? Settings.load(paths).hubUrl() : hub;
        LaunchSpec spec = new Programs(paths)
                .agent(
                        "agent",
                        address,
                        kubeconfig.toAbsolutePath(),
                        port == null ? Ports.free() : port,
                        token == null ? Map.of() : Map.of("WINDROSE_AGENT_TOKEN", token));
        var builder = new ProcessBuilder(spec.command()).inheritIO();
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(spec.secrets());
        Process agent = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(agent)));
        return agent.waitFor();
    }

    private static void end(Process agent) {
        agent.destroy();
        try {
            if (!agent.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                agent.destroyForcibly();
            }
        } catch (InterruptedException e) {
            agent.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
