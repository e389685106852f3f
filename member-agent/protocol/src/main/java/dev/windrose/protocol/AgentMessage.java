package dev.windrose.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an agent says. */
public sealed interface AgentMessage extends Message {

    /**
     * Said on each connect, and whenever the hub asks. It opens a session: reports and renewals count only after a hello
     * that names the hub's present incarnation, which is why a recording of an earlier run is worthless.
     *
     * @param lastHubIncarnation the newest hub run the agent has heard; {@link Incarnation#NONE} if it heard none
     */
    record Hello(
            String agentVersion,
            ProtocolRange protocol,
            Set<String> features,
            Map<SectionName, SectionState> sections,
            Incarnation lastHubIncarnation)
            implements AgentMessage {

        public Hello {
            features = Set.copyOf(features);
            sections = Map.copyOf(sections);
        }
    }

    /** I am here, and this is the hub run I hear. Sent every {@link Presence#RENEWAL} on its own channel. */
    record Renewal(Incarnation hubIncarnation) implements AgentMessage {}

    /**
     * The change up to {@code state.generation()} was worked through. Objects not listed were applied. Several parts when
     * there are many failures; each part alone acknowledges the generation.
     */
    record Ack(SectionName section, SectionState state, List<ObjectResult> results) implements AgentMessage {

        public Ack {
            results = List.copyOf(results);
        }
    }

    /** Statuses that changed, or all of them after a hello. A workload not listed is unchanged, never deleted. */
    record WorkloadReport(List<WorkloadStatus> statuses) implements AgentMessage {

        public WorkloadReport {
            statuses = List.copyOf(statuses);
        }
    }

    /**
     * One part of a full inventory snapshot. Only a complete set of parts whose rows hash to {@code snapshot} replaces
     * what the hub knew; an incomplete one changes nothing.
     *
     * @param snapshot digest over all rows, see {@link InventoryAssembly#digestOf}
     * @param rows JSON texts, one per row; opaque here
     */
    record InventoryReport(Digest snapshot, Part part, List<String> rows) implements AgentMessage {

        public InventoryReport {
            rows = List.copyOf(rows);
        }

        @Override
        public String toString() {
            return "InventoryReport[snapshot=%s, part=%s, %d rows]".formatted(snapshot, part, rows.size());
        }
    }

    /** What I hold does not fit your delta: send all of it. */
    record SnapshotRequest(SectionName section, SectionState held) implements AgentMessage {}
}
