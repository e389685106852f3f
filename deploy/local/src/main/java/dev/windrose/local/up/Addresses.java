package dev.windrose.local.up;

import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Settings;
import java.io.IOException;

/** Where everything is, for a person to copy. */
public final class Addresses {
    private Addresses() {}

    public static String of(FleetPaths paths) throws IOException {
        Settings settings = Settings.load(paths);
        var text = new StringBuilder();
        text.append("Fleet API    ").append(settings.hubUrl()).append('\n');
        text.append("kubectl      export KUBECONFIG=")
                .append(paths.kubeconfig())
                .append('\n');
        text.append("Logs         ").append(paths.logs()).append("  (./fleet logs hub -f)\n");
        text.append("Data path    pods are reached through a cluster's proxy: curl -p -x $(./fleet proxy CLUSTER) …\n");
        for (SimulatedCluster cluster : SimulatedCluster.all(paths)) {
            text.append("             %-12s API 127.0.0.1:%d   proxy 127.0.0.1:%d%n"
                    .formatted(cluster.name(), cluster.apiPort(), cluster.proxyPort()));
        }
        return text.toString().stripTrailing();
    }
}
