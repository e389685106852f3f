package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import java.util.Map;

/** What the rest of the hub sees where the link is off: nobody is known, and nothing is sent. */
final class NoSessions implements LinkSessions {

    @Override
    public void desire(ClusterName cluster, DesiredSection desired) {
        // There is nobody to tell.
    }

    @Override
    public void memberChanged(ClusterName cluster) {
        // There is no session to drop.
    }

    @Override
    public PresenceState presence(ClusterName cluster) {
        return PresenceState.UNKNOWN;
    }

    @Override
    public boolean ask(ClusterName cluster, HubMessage.PodLog request) {
        return false;
    }

    @Override
    public Map<SectionName, SyncState> sync(ClusterName cluster) {
        return Map.of();
    }
}
