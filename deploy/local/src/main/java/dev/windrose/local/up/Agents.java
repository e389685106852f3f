package dev.windrose.local.up;

import dev.windrose.local.api.KubeClient;
import dev.windrose.local.api.Kubeconfig;
import dev.windrose.local.process.Keeper;
import dev.windrose.local.process.LaunchSpec;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.FleetState.Options;
import dev.windrose.local.state.Ports;
import dev.windrose.local.state.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One member agent per simulated cluster, all started at once; a cluster without an identity gets a join token. */
final class Agents {
    private static final String IDENTITY = "/api/v1/namespaces/windrose-system/secrets/windrose-agent-identity";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(30);
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    private final FleetPaths paths;
    private final Programs programs;
    private final Options options;
    private final Keeper.Crew crew;
    private final Progress progress;

    Agents(FleetPaths paths, Programs programs, Options options, Keeper.Crew crew, Progress progress) {
        this.paths = paths;
        this.programs = programs;
        this.options = options;
        this.crew = crew;
        this.progress = progress;
    }

    void start(List<SimulatedCluster> clusters, Kubeconfig administrator) throws IOException, InterruptedException {
        Settings settings = ports(clusters);
        var facts = new FleetFacts(programs.fleetFile(options));
        var keepers = new ArrayList<Keeper>();
        int adopted = 0;
        for (SimulatedCluster cluster : clusters) {
            int port = settings.agentPorts().getOrDefault(cluster.name(), 0);
            var keeper = new Keeper(
                    who(cluster.name()),
                    () -> spec(cluster, port, administrator, facts),
                    () -> HubAccess.agentIsReady(port),
                    crew);
            adopted += keeper.begin() ? 1 : 0;
            keepers.add(keeper);
        }
        for (Keeper keeper : keepers) {
            keeper.awaitReady(READY_WITHIN);
            keeper.keep();
        }
        progress.step("%d member agents%s"
                .formatted(keepers.size(), adopted == 0 ? "" : " (%d were still running)".formatted(adopted)));
    }

    static String who(String cluster) {
        return "agent-" + cluster;
    }

    private LaunchSpec spec(SimulatedCluster cluster, int port, Kubeconfig administrator, FleetFacts facts)
            throws IOException, InterruptedException {
        Map<String, String> secrets = Map.of();
        if (!hasIdentity(cluster)) {
            try (var hub = KubeClient.of(administrator)) {
                secrets = Map.of(
                        "WINDROSE_AGENT_TOKEN",
                        JoinTokens.create(
                                hub,
                                administrator.caPem(),
                                cluster.name(),
                                TOKEN_LIFE,
                                true,
                                facts.member(cluster.name())));
            }
        }
        return programs.agent(
                who(cluster.name()), administrator.server().toString(), cluster.kubeconfig(), port, secrets);
    }

    private static boolean hasIdentity(SimulatedCluster cluster) throws IOException, InterruptedException {
        try (var member = KubeClient.of(Kubeconfig.read(cluster.kubeconfig()))) {
            return member.find(IDENTITY).isPresent();
        }
    }

    /** Each agent keeps its port; one that a stranger has taken meanwhile is given another. */
    private Settings ports(List<SimulatedCluster> clusters) throws IOException {
        Settings settings = Settings.load(paths);
        var records = new dev.windrose.local.process.Records(paths.run());
        for (SimulatedCluster cluster : clusters) {
            Integer known = settings.agentPorts().get(cluster.name());
            boolean runs = records.alive(who(cluster.name())).isPresent();
            if (known == null || (!runs && !Ports.isFree(known))) {
                int port = Ports.freeBut(settings.agentPorts().values());
                settings = settings.withAgentPort(cluster.name(), port);
            }
        }
        settings.save(paths);
        return settings;
    }
}
