package dev.windrose.hub.link;

import dev.windrose.wire.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives Quarkus what follows from the environment and the prepared keys: HTTPS and nothing else, with the hub's
 * certificate; and where the messaging channels connect. A configuration source, because it is asked before the HTTPS
 * server and the channels start, in the packaged hub as in tests.
 */
public final class LinkConfigSource implements ConfigSource {

    /** Above application.properties (250), below environment and system properties. */
    private static final int ORDINAL = 275;

    private final Map<String, String> values =
            HubLinkContext.current().map(LinkConfigSource::values).orElseGet(Map::of);

    private static Map<String, String> values(HubLinkContext context) {
        var values = new HashMap<String, String>();
        HubLinkSettings settings = context.settings();
        HubPki.Identity server = context.pki().server();
        values.put("quarkus.http.host", settings.bindHost());
        values.put("quarkus.http.ssl-port", Integer.toString(settings.httpsPort()));
        values.put("quarkus.http.insecure-requests", "disabled");
        values.put("quarkus.http.tls-configuration-name", "windrose");
        values.put("quarkus.tls.windrose.protocols", "TLSv1.3,TLSv1.2");
        values.put(
                "quarkus.tls.windrose.key-store.pem.hub.key", server.keyFile().toString());
        values.put(
                "quarkus.tls.windrose.key-store.pem.hub.cert",
                server.certificateFile().toString());
        values.put(
                "quarkus.tls.windrose.trust-store.pem.certs",
                settings.pki().resolve("ca.crt").toString());
        incoming(values, settings, HubChannels.PRESENCE, Channel.PRESENCE);
        incoming(values, settings, HubChannels.STATUS, Channel.STATUS);
        common(values, settings, "mp.messaging.outgoing." + HubChannels.OUT + ".");
        return values;
    }

    private static void incoming(Map<String, String> values, HubLinkSettings settings, String name, Channel channel) {
        String prefix = "mp.messaging.incoming." + name + ".";
        common(values, settings, prefix);
        values.put(prefix + "topic", channel.topicOfAll());
    }

    private static void common(Map<String, String> values, HubLinkSettings settings, String prefix) {
        values.put(prefix + "enabled", "true");
        values.put(prefix + "host", "127.0.0.1");
        values.put(prefix + "port", Integer.toString(settings.mqttPort()));
        values.put(prefix + "ssl", "true");
    }

    @Override
    public Map<String, String> getProperties() {
        return values;
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return values.get(name);
    }

    @Override
    public String getName() {
        return "windrose-link";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }
}
