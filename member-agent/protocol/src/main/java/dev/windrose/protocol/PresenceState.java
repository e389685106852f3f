package dev.windrose.protocol;

/** Whether an agent's renewals arrive. A silent agent is not a dead cluster: this says nothing about the cluster. */
public enum PresenceState {
    /** The hub has not listened long enough to know. */
    UNKNOWN,
    PRESENT,
    /** Late; nothing follows from it yet. */
    SUSPECT,
    LOST
}
