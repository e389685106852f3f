package dev.windrose.wire.member;

import dev.windrose.protocol.WorkloadStatus;
import java.util.Collection;
import java.util.List;

/**
 * Where the rest of the agent says what it observes. Injectable. Calls never block; the newest of each workload and the
 * newest inventory are kept, sent at once while the hub is there, and all of them again after each hello and once a
 * minute, because a transport may lose what it took.
 */
public interface Reports {

    /** Statuses that changed (or all of them). */
    void workloads(Collection<WorkloadStatus> statuses);

    /** The full inventory as rows of JSON text, in a stable order; what equals the last one sent is not sent again. */
    void inventory(List<String> rows);
}
