package dev.windrose.agent.link;

import dev.windrose.wire.Channel;
import dev.windrose.wire.member.AgentIdentity;
import dev.windrose.wire.member.LinkContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the messaging channels where to connect and which topics are this member's, from the identity that {@link
 * LinkBootstrap} found. Without one (a build, tests of other parts) the channels stay off.
 */
public final class LinkConfigSource implements ConfigSource {

    /** Above application.properties (250), below environment and system properties. */
    private static final int ORDINAL = 275;

    @Override
    public Map<String, String> getProperties() {
        return CurrentLink.current().map(LinkConfigSource::values).orElseGet(Map::of);
    }

    private static Map<String, String> values(LinkContext context) {
        var values = new HashMap<String, String>();
        AgentIdentity identity = context.identity();
        channel(values, identity, "mp.messaging.incoming." + AgentChannels.DESIRED + ".", Channel.DESIRED);
        channel(values, identity, "mp.messaging.incoming." + AgentChannels.POKE + ".", Channel.POKE);
        channel(values, identity, "mp.messaging.outgoing." + AgentChannels.PRESENCE + ".", Channel.PRESENCE);
        channel(values, identity, "mp.messaging.outgoing." + AgentChannels.STATUS + ".", Channel.STATUS);
        return values;
    }

    private static void channel(Map<String, String> values, AgentIdentity identity, String prefix, Channel channel) {
        values.put(prefix + "enabled", "true");
        values.put(prefix + "host", identity.mqtt().host());
        values.put(prefix + "port", Integer.toString(identity.mqtt().port()));
        values.put(prefix + "ssl", "true");
        values.put(prefix + "topic", channel.topic(identity.cluster()));
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return name.startsWith("mp.messaging.") ? getProperties().get(name) : null;
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
