package dev.windrose.placement;

/** What the hub knows of a member. Only a {@link #READY} one is given anything new; nothing moves away from the others. */
public enum Presence {
    READY,
    /** The last renewal is late. */
    SUSPECT,
    /** No renewal; the cluster behind it may well serve. */
    AGENT_LOST,
    /** The agent is there, the member's API or the agent's health is not. */
    UNHEALTHY,
    /** Never joined, or the hub has just started. */
    UNKNOWN
}
