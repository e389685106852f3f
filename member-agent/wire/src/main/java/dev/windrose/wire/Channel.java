package dev.windrose.wire;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.Message;
import java.util.Locale;
import java.util.Optional;

/** The four topics of a member: {@code windrose/v1/<cluster>/<channel>}. Each has its own sequence and replay guard. */
public enum Channel {
    /** Renewals only, so that bulk cannot starve them. */
    PRESENCE,
    /** Everything else an agent says. */
    STATUS,
    /** Desired state. */
    DESIRED,
    /** Small hub messages. */
    POKE;

    public static final String PREFIX = "windrose/v1/";

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The last level of the topic. */
    public String text() {
        return text;
    }

    public String topic(ClusterName cluster) {
        return PREFIX + cluster.value() + "/" + text;
    }

    /** The topic filter over all members. */
    public String topicOfAll() {
        return PREFIX + "+/" + text;
    }

    /** Whether agents publish here (and the hub listens). */
    public boolean isFromAgent() {
        return this == PRESENCE || this == STATUS;
    }

    /** Whether {@code message} belongs here. */
    public boolean carries(Message message) {
        return switch (message) {
            case AgentMessage.Renewal _ -> this == PRESENCE;
            case AgentMessage _ -> this == STATUS;
            case HubMessage.SectionMessage _ -> this == DESIRED;
            case HubMessage.Poke _, HubMessage.Welcome _, HubMessage.Refused _, HubMessage.PodLog _ -> this == POKE;
        };
    }

    public static Optional<Channel> of(String text) {
        for (Channel channel : values()) {
            if (channel.text.equals(text)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }

    /** A member's topic taken apart. */
    public record Address(ClusterName cluster, Channel channel) {

        /** Empty if {@code topic} is none of a member's topics. */
        public static Optional<Address> parse(String topic) {
            if (!topic.startsWith(PREFIX)) {
                return Optional.empty();
            }
            String rest = topic.substring(PREFIX.length());
            int slash = rest.indexOf('/');
            if (slash < 0 || !ClusterName.isValid(rest.substring(0, slash))) {
                return Optional.empty();
            }
            var cluster = new ClusterName(rest.substring(0, slash));
            return Channel.of(rest.substring(slash + 1)).map(channel -> new Address(cluster, channel));
        }
    }
}
