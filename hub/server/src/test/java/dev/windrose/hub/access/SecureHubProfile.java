package dev.windrose.hub.access;

import dev.windrose.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole hub as people reach it: HTTPS with its own certificates, broker, PostgreSQL. */
public class SecureHubProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            var https = Integer.toString(freePort());
            var dataDir = Files.createTempDirectory("windrose-hub").toString();
            System.setProperty("WINDROSE_HUB_DATA_DIR", dataDir);
            System.setProperty("WINDROSE_HUB_PORT", https);
            System.setProperty("WINDROSE_HUB_MQTT_PORT", Integer.toString(freePort()));
            return new HashMap<>(Map.of(
                    "quarkus.http.test-ssl-port",
                    https,
                    "windrose.hub.data-dir",
                    dataDir,
                    // The role matrix asks as nobody, hundreds of times and fast.
                    "windrose.hub.limits.refused-requests-per-second",
                    "5000"));
        } catch (IOException e) {
            throw new UncheckedIOException("No folder or port for the test.", e);
        }
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Surroundings.class));
    }

    /** A database before the hub starts; the hub's folder goes when it has stopped. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private @Nullable Path dataDir;

        @Override
        public Map<String, String> start() {
            dataDir = Path.of(System.getProperty("WINDROSE_HUB_DATA_DIR"));
            var database = TestPostgres.freshDatabase();
            return Map.of(
                    "windrose.hub.db.url", database.url(),
                    "windrose.hub.db.user", database.user(),
                    "windrose.hub.db.password", database.password());
        }

        @Override
        public void stop() {
            if (dataDir == null) {
                return;
            }
            try (var files = Files.walk(dataDir)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + dataDir, e);
            }
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
