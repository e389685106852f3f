package dev.windrose.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.local.state.FleetException;
import dev.windrose.local.state.FleetPaths;
import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster that the simulator plays, as it has written it down.
 *
 * @param name of cluster and member
 * @param apiPort of its Kubernetes API
 * @param proxyPort of the CONNECT proxy that leads to its pods
 * @param kubeconfig of its administrator
 */
public record SimulatedCluster(String name, int apiPort, int proxyPort, Path kubeconfig) {
    /** All that the running simulator plays; empty while it has not written them down. */
    public static List<SimulatedCluster> all(FleetPaths paths) throws IOException {
        Path file = file(paths);
        if (!Files.exists(file)) {
            return List.of();
        }
        JsonNode root = Json.MAPPER.readTree(file.toFile());
        var clusters = new ArrayList<SimulatedCluster>();
        for (JsonNode cluster : root.path("clusters")) {
            Path kubeconfig = Path.of(cluster.path("kubeconfig").asText());
            clusters.add(new SimulatedCluster(
                    cluster.path("name").asText(),
                    cluster.path("apiPort").asInt(),
                    cluster.path("proxyPort").asInt(),
                    kubeconfig.isAbsolute() ? kubeconfig : paths.simulator().resolve(kubeconfig)));
        }
        return List.copyOf(clusters);
    }

    /** The pid of the simulator that wrote the file; -1 when there is none. */
    static long writer(FleetPaths paths) throws IOException {
        Path file = file(paths);
        return Files.exists(file)
                ? Json.MAPPER.readTree(file.toFile()).path("pid").asLong(-1)
                : -1;
    }

    public static SimulatedCluster named(FleetPaths paths, String name) throws IOException {
        var all = all(paths);
        return all.stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FleetException("There is no simulated cluster '%s'. There are: %s"
                        .formatted(
                                name, all.stream().map(SimulatedCluster::name).toList())));
    }

    private static Path file(FleetPaths paths) {
        return paths.simulator().resolve("simulator.json");
    }
}
