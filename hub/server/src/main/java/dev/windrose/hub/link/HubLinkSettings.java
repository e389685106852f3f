package dev.windrose.hub.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the environment tells the link.
 *
 * @param dataDir {@code WINDROSE_HUB_DATA_DIR}; keys and certificates lie in its folder {@code pki}
 * @param httpsPort {@code WINDROSE_HUB_PORT}
 * @param mqttPort {@code WINDROSE_HUB_MQTT_PORT}
 * @param advertisedHost {@code WINDROSE_HUB_ADVERTISED_HOST}: where agents find the hub, and a name of its certificate
 * @param memberLife {@code WINDROSE_HUB_MEMBER_CERTIFICATE_LIFE}, ISO 8601, 10 minutes to 90 days; default 24 hours
 */
record HubLinkSettings(Path dataDir, int httpsPort, int mqttPort, String advertisedHost, Duration memberLife) {

    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(90);

    HubLinkSettings {
        if (memberLife.compareTo(SHORTEST) < 0 || memberLife.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("WINDROSE_HUB_MEMBER_CERTIFICATE_LIFE (%s) must lie within %s to %s."
                    .formatted(memberLife, SHORTEST, LONGEST));
        }
    }

    /** Empty unless {@code WINDROSE_HUB_DATA_DIR} is set: then this is no hub that runs (a build, a test of other parts). */
    static Optional<HubLinkSettings> from(Function<String, @Nullable String> environment) {
        String dataDir = environment.apply("WINDROSE_HUB_DATA_DIR");
        if (dataDir == null || dataDir.isBlank()) {
            return Optional.empty();
        }
        String host = environment.apply("WINDROSE_HUB_ADVERTISED_HOST");
        String life = environment.apply("WINDROSE_HUB_MEMBER_CERTIFICATE_LIFE");
        return Optional.of(new HubLinkSettings(
                Path.of(dataDir).toAbsolutePath(),
                port(environment, "WINDROSE_HUB_PORT", 8443),
                port(environment, "WINDROSE_HUB_MQTT_PORT", 8883),
                host == null || host.isBlank() ? "127.0.0.1" : host,
                life == null || life.isBlank() ? Duration.ofHours(24) : Duration.parse(life)));
    }

    Path pki() {
        return dataDir.resolve("pki");
    }

    /** The names and addresses that the server certificate must cover. */
    List<String> hosts() {
        return Stream.of("localhost", "127.0.0.1", advertisedHost).distinct().toList();
    }

    /** Listens on loopback only unless agents are told to come from elsewhere. */
    String bindHost() {
        try {
            return InetAddress.getByName(advertisedHost).isLoopbackAddress() ? "127.0.0.1" : "0.0.0.0";
        } catch (UnknownHostException _) {
            return "0.0.0.0";
        }
    }

    private static int port(Function<String, @Nullable String> environment, String name, int otherwise) {
        String text = environment.apply(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("%s (%s) must be a port number.".formatted(name, text));
        }
        throw new IllegalArgumentException("%s (%s) must lie within 1 to 65535.".formatted(name, text));
    }
}
