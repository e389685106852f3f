package dev.windrose.hub.link;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hub with its link on, on free ports, and without whatever needs a database. */
public final class LinkTestProfile implements QuarkusTestProfile {

    private static final String EVERYTHING_ELSE = Stream.concat(
                    Stream.of(
                                    "access",
                                    "audit",
                                    "cost",
                                    "event",
                                    "fleet",
                                    "loop",
                                    "member",
                                    "pause",
                                    "placement",
                                    "price",
                                    "rest",
                                    "runtime",
                                    "store",
                                    "stream")
                            .map("dev.windrose.hub.%s.**"::formatted),
                    Stream.of("dev.windrose.hub.PlayedMember"))
            .collect(Collectors.joining(","));

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            String https = Integer.toString(freePort());
            String dataDir = Files.createTempDirectory("windrose-link").toString();
            System.setProperty("WINDROSE_HUB_DATA_DIR", dataDir);
            System.setProperty("WINDROSE_HUB_PORT", https);
            System.setProperty("WINDROSE_HUB_MQTT_PORT", Integer.toString(freePort()));
            var overrides = new HashMap<String, String>();
            overrides.put("windrose.test.link-ports", "memory");
            overrides.put("quarkus.http.test-ssl-port", https);
            overrides.put("quarkus.datasource.devservices.enabled", "false");
            overrides.put("quarkus.datasource.active", "false");
            overrides.put("quarkus.hibernate-orm.active", "false");
            overrides.put("quarkus.hibernate-reactive.active", "false");
            overrides.put("windrose.hub.data-dir", dataDir);
            overrides.put("windrose.hub.db.url", "postgresql://127.0.0.1:1/none");
            overrides.put("windrose.hub.db.user", "none");
            overrides.put("windrose.hub.db.password", "none");
            overrides.put("quarkus.arc.exclude-types", EVERYTHING_ELSE);
            return overrides;
        } catch (IOException e) {
            throw new UncheckedIOException("No folder or port for the test.", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
