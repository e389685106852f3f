package dev.windrose.local.state;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a fleet keeps for its whole life: the ports others have learned, and the password of its database. Wiped with the
 * data.
 *
 * @param hubPort HTTPS port of the hub
 * @param mqttPort the broker's; members remember it, hence it never changes
 * @param postgresPort of the database
 * @param databasePassword of the hub's database user
 * @param agentPorts health port of each agent, by cluster
 */
public record Settings(
        int hubPort, int mqttPort, int postgresPort, String databasePassword, Map<String, Integer> agentPorts) {
    /** The port of the fleet API unless {@code --port} says otherwise. */
    public static final int DEFAULT_HUB_PORT = 8443;

    public Settings {
        agentPorts = Map.copyOf(agentPorts);
    }

    /** The settings of this fleet, made when it has none. */
    public static Settings load(FleetPaths paths) throws IOException {
        var known = Json.read(paths.settings(), Settings.class);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        var fresh = new Settings(
                DEFAULT_HUB_PORT,
                Ports.free(),
                Ports.free(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                Map.of());
        fresh.save(paths);
        return fresh;
    }

    public void save(FleetPaths paths) throws IOException {
        Json.write(paths.settings(), this);
    }

    public Settings withHubPort(int port) {
        return new Settings(port, mqttPort, postgresPort, databasePassword, agentPorts);
    }

    public Settings withMqttPort(int port) {
        return new Settings(hubPort, port, postgresPort, databasePassword, agentPorts);
    }

    public Settings withPostgresPort(int port) {
        return new Settings(hubPort, mqttPort, port, databasePassword, agentPorts);
    }

    public Settings withAgentPort(String cluster, int port) {
        var ports = new TreeMap<>(agentPorts);
        ports.put(cluster, port);
        return new Settings(hubPort, mqttPort, postgresPort, databasePassword, ports);
    }

    public String hubUrl() {
        return "https://127.0.0.1:" + hubPort;
    }

    @Override
    public String toString() {
        return "Settings[hubPort=%d, mqttPort=%d, postgresPort=%d, agentPorts=%s]"
                .formatted(hubPort, mqttPort, postgresPort, agentPorts);
    }
}
