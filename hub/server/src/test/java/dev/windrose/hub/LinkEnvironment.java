package dev.windrose.hub;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Switches the link on for one hub: what its environment would say stands in properties of this process, from just before
 * the hub starts until it has stopped. Not earlier: Quarkus builds the hubs of all profiles before the first test, and writes
 * what it then finds into each of them.
 */
public final class LinkEnvironment implements QuarkusTestResourceLifecycleManager {
    public static final String HTTPS_PORT = "WINDROSE_HUB_PORT";
    private static final String DATA_DIR = "WINDROSE_HUB_DATA_DIR";
    private static final String MQTT_PORT = "WINDROSE_HUB_MQTT_PORT";

    private @Nullable Path dataDir;

    @Override
    public Map<String, String> start() {
        try {
            var https = Integer.toString(freePort());
            dataDir = Files.createTempDirectory("windrose-hub");
            System.setProperty(DATA_DIR, dataDir.toString());
            System.setProperty(HTTPS_PORT, https);
            System.setProperty(MQTT_PORT, Integer.toString(freePort()));
            return Map.of("quarkus.http.test-ssl-port", https, "windrose.hub.data-dir", dataDir.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("No folder or port for the test.", e);
        }
    }

    @Override
    public void stop() {
        List.of(DATA_DIR, HTTPS_PORT, MQTT_PORT).forEach(System::clearProperty);
        if (dataDir != null) {
            remove(dataDir);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
