package dev.windrose.hub;

import dev.windrose.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A hub on a database of its own and a data folder of its own; all tests that name this profile share it. */
public class HubTestProfile implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Surroundings.class));
    }

    /** What the hub needs round it. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private final Path dataDir = temporary();

        @Override
        public Map<String, String> start() {
            var database = TestPostgres.freshDatabase();
            return Map.of(
                    "windrose.hub.db.url",
                    database.url(),
                    "windrose.hub.db.user",
                    database.user(),
                    "windrose.hub.db.password",
                    database.password(),
                    "windrose.hub.data-dir",
                    dataDir.toString(),
                    // a test asks every endpoint as a stranger, which nobody else does in a second
                    "windrose.hub.limits.refused-requests-per-second",
                    "10000",
                    "quarkus.http.test-port",
                    "0",
                    "quarkus.http.test-ssl-port",
                    "0",
                    "quarkus.http.host",
                    "127.0.0.1");
        }

        @Override
        public void stop() {
            try (var files = Files.walk(dataDir)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + dataDir, e);
            }
        }

        private static Path temporary() {
            try {
                return Files.createTempDirectory("windrose-hub");
            } catch (IOException e) {
                throw new UncheckedIOException("no folder for the hub's data", e);
            }
        }
    }
}
