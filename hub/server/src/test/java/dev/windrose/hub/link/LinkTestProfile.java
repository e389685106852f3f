package dev.windrose.hub.link;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hub with its link on, on free ports, and without whatever needs a database. */
public final class LinkTestProfile implements QuarkusTestProfile {

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
            overrides.put("quarkus.arc.exclude-types", everythingElse());
            return overrides;
        } catch (IOException e) {
            throw new UncheckedIOException("No folder or port for the test.", e);
        }
    }

    /** All of the hub but the link: read from the sources, so that a new part is left out without being named here. */
    private static String everythingElse() throws IOException {
        try (var parts = Files.list(Path.of("src/main/java/dev/windrose/hub"))) {
            return Stream.concat(
                            parts.filter(Files::isDirectory)
                                    .map(part -> part.getFileName().toString())
                                    .filter(part -> !part.equals("link"))
                                    .sorted()
                                    .map("dev.windrose.hub.%s.**"::formatted),
                            Stream.of("dev.windrose.hub.PlayedMember"))
                    .collect(Collectors.joining(","));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
