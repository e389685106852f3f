package dev.windrose.agent.link;

/** Names of the messaging channels, as in application.properties. */
final class AgentChannels {

    static final String DESIRED = "link-desired";
    static final String POKE = "link-poke";
    static final String PRESENCE = "link-presence";
    static final String STATUS = "link-status";

    private AgentChannels() {}
}
