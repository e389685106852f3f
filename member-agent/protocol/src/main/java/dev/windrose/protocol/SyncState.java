package dev.windrose.protocol;

/** How one section of one cluster stands between hub and agent; shown in the API. */
public sealed interface SyncState {

    /** No hello since the hub started or the agent was lost: what it holds is unknown. */
    record Unknown() implements SyncState {}

    /** The agent confirmed what is desired. */
    record InSync(Generation generation) implements SyncState {}

    /** Desired and confirmed differ; {@code attempts} messages with the newest were sent. */
    record Pending(Generation desired, Generation confirmed, int attempts) implements SyncState {}

    /**
     * The agent holds a generation that this hub never gave (the hub came back from a backup): nothing is sent until an
     * operator adopts, which raises the term.
     */
    record AheadOfHub(Generation agent, Generation hub) implements SyncState {}
}
