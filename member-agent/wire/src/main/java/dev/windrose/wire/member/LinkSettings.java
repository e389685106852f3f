package dev.windrose.wire.member;

import dev.windrose.wire.JoinTokenText;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment tells the link.
 *
 * @param hub {@code WINDROSE_AGENT_HUB}, an https address
 * @param token {@code WINDROSE_AGENT_TOKEN}; used only while the member holds no identity
 * @param healthPort {@code WINDROSE_AGENT_PORT}, on loopback
 * @param agentVersion told to the hub
 */
public record LinkSettings(URI hub, Optional<JoinTokenText> token, int healthPort, String agentVersion) {

    public LinkSettings {
        if (!"https".equals(hub.getScheme()) || hub.getHost() == null) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_HUB (%s) must be an https address, for example https://127.0.0.1:8443."
                            .formatted(hub));
        }
    }

    /** Reads the environment; what is wrong is said with the variable's name, a token is never quoted. */
    public static LinkSettings from(Map<String, String> environment, String agentVersion) {
        String hub = environment.getOrDefault("WINDROSE_AGENT_HUB", "");
        if (hub.isBlank()) {
            throw new IllegalArgumentException("WINDROSE_AGENT_HUB is not set. Set it to the hub's https address.");
        }
        String tokenText = environment.getOrDefault("WINDROSE_AGENT_TOKEN", "");
        Optional<JoinTokenText> token = JoinTokenText.parse(tokenText);
        if (token.isEmpty() && !tokenText.isBlank()) {
            throw new IllegalArgumentException(
                    "WINDROSE_AGENT_TOKEN is no join token (wrj.<cluster>.<secret>.<pin>). Maybe it was cut when copied.");
        }
        int port = Integer.parseInt(environment.getOrDefault("WINDROSE_AGENT_PORT", "0"));
        return new LinkSettings(URI.create(hub), token, port, agentVersion);
    }
}
