package dev.windrose.hub.link;

import dev.windrose.protocol.AgentMessage;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.PresenceState;
import dev.windrose.protocol.SectionName;
import dev.windrose.protocol.SyncState;
import dev.windrose.protocol.WorkloadStatus;
import java.time.Duration;
import java.util.List;

/**
 * Takes what agents say, after signature, replay and session were checked. Calls of one cluster come one after the
 * other and in order, on a virtual thread; they must return at once (put into memory, written by batches elsewhere). An
 * exception is logged and costs nothing but the report, which the agent repeats.
 */
public interface ReportSink {

    /** A session was opened. */
    void onHello(ClusterName cluster, AgentMessage.Hello hello);

    /** Presence changed; {@code silentFor} is the time since the last renewal was received. */
    void onPresence(ClusterName cluster, PresenceState state, Duration silentFor);

    /** A section's standing changed. */
    void onSync(ClusterName cluster, SectionName section, SyncState state);

    void onAck(ClusterName cluster, AgentMessage.Ack ack);

    /** Statuses that changed; what is not listed is unchanged. */
    void onWorkloads(ClusterName cluster, List<WorkloadStatus> statuses);

    /** A complete inventory: it replaces all that was known of this cluster. */
    void onInventory(ClusterName cluster, List<String> rows);
}
