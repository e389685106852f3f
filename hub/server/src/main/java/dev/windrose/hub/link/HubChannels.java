package dev.windrose.hub.link;

/** Names of the messaging channels, as in application.properties. */
final class HubChannels {

    static final String PRESENCE = "link-presence";
    static final String STATUS = "link-status";
    static final String OUT = "link-out";

    private HubChannels() {}
}
