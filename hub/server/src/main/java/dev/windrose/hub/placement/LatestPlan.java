package dev.windrose.hub.placement;

import dev.windrose.placement.Report;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.inventory.WorkloadUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why the newest plan is as it is, for those who show it. Empty until the first pass after the hub's start. */
@ApplicationScoped
public class LatestPlan {
    private record Known(Report report, Map<WorkloadUid, WorkloadReport> byWorkload) {}

    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    void set(Report report) {
        known.set(Optional.of(new Known(
                report,
                report.workloads().stream().collect(Collectors.toMap(WorkloadReport::uid, Function.identity())))));
    }

    public Optional<Report> report() {
        return known.get().map(Known::report);
    }

    public Optional<WorkloadReport> workload(WorkloadUid uid) {
        return known.get().map(k -> k.byWorkload().get(uid));
    }
}
