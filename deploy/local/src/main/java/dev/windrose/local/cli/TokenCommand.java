package dev.windrose.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.local.api.KubeClient;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Json;
import dev.windrose.local.up.HubAccess;
import dev.windrose.local.up.JoinTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes a join token and prints its text, which exists nowhere else. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Make the right for one cluster to join, once, and print it. See ./fleet agent.")
final class TokenCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FleetCommand fleet;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "CLUSTER", description = "The name that the member gets.")
    @SuppressWarnings("NullAway.Init")
    private String cluster;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it is good for, e.g. 15m or 2h; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String ttl;

    @Option(names = "--cloud", description = "aws, azure, gcp or another name that prices use.")
    @Nullable
    private String cloud;

    @Option(names = "--region", description = "The provider's region; default: what its nodes say.")
    @Nullable
    private String region;

    @Option(names = "--label", paramLabel = "K=V", description = "A label for clusterSelector; may be repeated.")
    @SuppressWarnings("NullAway.Init")
    private Map<String, String> labels = Map.of();

    @Option(names = "--ask", description = "Let the certificate wait until an operator sets spec.accepted.")
    private boolean ask;

    @Override
    public Integer call() throws IOException, InterruptedException {
        FleetPaths paths = fleet.paths();
        var administrator = HubAccess.administrator(paths);
        ObjectNode member = Json.MAPPER.createObjectNode();
        if (cloud != null) {
            member.put("cloud", cloud);
        }
        if (region != null) {
            member.put("region", region);
        }
        if (!labels.isEmpty()) {
            labels.forEach(member.putObject("labels")::put);
        }
        try (var hub = KubeClient.of(administrator)) {
            spec.commandLine()
                    .getOut()
                    .println(JoinTokens.create(hub, administrator.caPem(), cluster, duration(ttl), !ask, member));
        }
        return 0;
    }

    static Duration duration(String text) {
        if (!text.matches("[1-9][0-9]{0,6}[smhd]")) {
            throw new FleetException("A time (%s) is a number and s, m, h or d, e.g. 15m.".formatted(text));
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
