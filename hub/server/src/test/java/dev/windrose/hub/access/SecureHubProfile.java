package dev.windrose.hub.access;

import dev.windrose.hub.LinkEnvironment;
import dev.windrose.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The whole hub as people reach it: HTTPS with its own certificates, broker, PostgreSQL. */
public class SecureHubProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        // The role matrix asks as nobody, hundreds of times and fast.
        return Map.of("windrose.hub.limits.refused-requests-per-second", "5000");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(LinkEnvironment.class), new TestResourceEntry(Surroundings.class));
    }

    /** A database before the hub starts. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var database = TestPostgres.freshDatabase();
            return Map.of(
                    "windrose.hub.db.url", database.url(),
                    "windrose.hub.db.user", database.user(),
                    "windrose.hub.db.password", database.password());
        }

        @Override
        public void stop() {
            // The server ends with this process.
        }
    }
}
