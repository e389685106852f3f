package dev.windrose.hub.member;

import dev.windrose.hub.member.MemberReports.Subject;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.WorkloadStatus;
import java.util.List;
import java.util.Optional;

/** Keeps reports beyond the hub's process, written behind in batches. Every call returns at once. */
public interface ReportArchive {
    void keep(Subject subject, WorkloadStatus status);

    void keepInventory(ClusterName cluster, List<String> rows);

    /** What was known when this hub started. */
    Optional<WorkloadStatus> workload(Subject subject);
}
