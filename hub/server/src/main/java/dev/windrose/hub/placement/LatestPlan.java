package dev.windrose.hub.placement;

import dev.windrose.placement.Report;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why the newest plan is as it is, for those who show it. Empty until the first pass after the hub's start. */
@ApplicationScoped
public class LatestPlan {
    private final AtomicReference<Optional<Map<WorkloadUid, WorkloadReport>>> known =
            new AtomicReference<>(Optional.empty());

    void set(Report report) {
        known.set(Optional.of(report.workloads().stream()
                .collect(Collectors.toUnmodifiableMap(WorkloadReport::uid, Function.identity()))));
    }

    /** Whether a pass came to an end since the hub's start. */
    boolean isKnown() {
        return known.get().isPresent();
    }

    /** Of every workload that the newest pass knew. */
    public Collection<WorkloadReport> workloads() {
        return known.get().orElse(Map.of()).values();
    }

    public Optional<WorkloadReport> workload(WorkloadUid uid) {
        return known.get().map(reports -> reports.get(uid));
    }
}
