package dev.windrose.hub.member;

import dev.windrose.placement.Presence;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.member.MemberExtras;
import dev.windrose.protocol.PresenceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the hub knows of one member at an instant.
 *
 * @param nodes the last complete inventory; empty list when there is none
 * @param inventoryAge monotonic time since it was received by this hub; empty when it was not
 * @param agentVersion of the last hello; empty when there was none since the hub's start
 * @param extras what the same inventory says beside nodes: what could be provisioned, what was refused, what waits
 */
public record MemberFacts(
        PresenceState presence,
        List<NodeInventory> nodes,
        Optional<Duration> inventoryAge,
        String agentVersion,
        MemberExtras extras) {
    public static final MemberFacts NONE = new MemberFacts(PresenceState.UNKNOWN, List.of(), Optional.empty(), "");

    /** A member whose agent says nothing beside nodes. */
    public MemberFacts(
            PresenceState presence, List<NodeInventory> nodes, Optional<Duration> inventoryAge, String agentVersion) {
        this(presence, nodes, inventoryAge, agentVersion, MemberExtras.NONE);
    }

    /** In the planner's words. */
    public Presence plannersPresence() {
        return switch (presence) {
            case UNKNOWN -> Presence.UNKNOWN;
            case PRESENT -> Presence.READY;
            case SUSPECT -> Presence.SUSPECT;
            case LOST -> Presence.AGENT_LOST;
        };
    }
}
