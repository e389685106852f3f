package dev.windrose.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** What a hub must and may be told; each key also as an environment variable, e.g. {@code WINDROSE_HUB_PORT}. */
@ConfigMapping(prefix = "windrose.hub")
public interface HubConfig {
    /** HTTPS port of the fleet API, health, metrics and the link's endpoints. */
    @WithDefault("8443")
    int port();

    /** Port of the MQTT broker inside the hub, TLS with client certificates. */
    @WithName("mqtt-port")
    @WithDefault("8883")
    int mqttPort();

    /** Where keys, certificates and the admin's token live; kept between starts, readable by the hub alone. */
    @WithName("data-dir")
    Path dataDir();

    /** The host that members dial; in the server certificate besides localhost. */
    @WithName("advertised-host")
    @WithDefault("127.0.0.1")
    String advertisedHost();

    /** A CSV of prices that outranks the built-in book. */
    @WithName("prices-file")
    Optional<Path> pricesFile();

    Db db();

    interface Db {
        /** {@code postgresql://host:port/database}. */
        String url();

        String user();

        String password();
    }
}
