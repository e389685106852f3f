package dev.windrose.hub.link;

import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import java.util.Map;

/** The sessions with all members, for the rest of the hub. Injectable; every call returns at once. */
public interface LinkSessions {

    /** What is desired of a section changed and is committed: tell the member now. Older generations are ignored. */
    void desire(ClusterName cluster, DesiredSection desired);

    /** The member's certificates no longer count, or count again: read the directory anew and drop its session. */
    void memberChanged(ClusterName cluster);

    /**
     * {@link PresenceState#UNKNOWN} for a cluster that was never heard; from the first question on the link waits for
     * it, and tells {@link ReportSink#onPresence} when it must be taken for lost. Ask once for each member at start.
     */
    PresenceState presence(ClusterName cluster);

    /** Asks the member for a log; false when no session with it is open, so that nobody could hear it. */
    boolean ask(ClusterName cluster, HubMessage.PodLog request);

    /** How each section of the cluster stands; empty for a cluster that was never heard. */
    Map<SectionName, SyncState> sync(ClusterName cluster);
}
