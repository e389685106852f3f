package dev.windrose.hub.placement;

import dev.windrose.placement.CandidateReport;
import dev.windrose.placement.DefaultPlanner;
import dev.windrose.placement.PlanMemory;
import dev.windrose.placement.PlanningInput;
import dev.windrose.placement.PlanningResult;
import dev.windrose.placement.PlanningResult.Planned;
import dev.windrose.placement.Report;
import dev.windrose.placement.WorkloadReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Plans what changed since the pass before, and every so often everything, as a check: where the two differ, the full plan
 * counts and so does {@code windrose_plan_mismatches_total}. Not thread-safe.
 */
final class Planning {
    private static final Logger LOG = Logger.getLogger(Planning.class);

    /** How often everything is planned at most, and how many times as long as that took it is left: a check is no load. */
    static final Duration FULL_EVERY = Duration.ofSeconds(10);

    private static final int REST = 20;

    private final DefaultPlanner planner = new DefaultPlanner();
    private final LongSupplier nanos;
    private final Counter mismatches;
    private final Counter planned;
    private Optional<PlanMemory> memory = Optional.empty();
    private Instant fullAt = Instant.MIN;
    private Duration between = FULL_EVERY;

    Planning(MeterRegistry metrics) {
        this(metrics, System::nanoTime);
    }

    Planning(MeterRegistry metrics, LongSupplier nanos) {
        this.nanos = nanos;
        this.mismatches = metrics.counter("windrose_plan_mismatches_total");
        this.planned = metrics.counter("windrose_plan_workloads_planned_total");
    }

    PlanningResult plan(PlanningInput input) {
        var pass = memory.map(each -> planner.next(each, input)).orElseGet(() -> planner.first(input));
        planned.increment(pass.planned());
        if (memory.isEmpty()
                || !input.now().isBefore(fullAt.plus(between))
                || input.now().isBefore(fullAt)) {
            fullAt = input.now();
            pass = checked(pass, input);
        }
        memory = pass.memory();
        return pass.result();
    }

    private DefaultPlanner.Pass checked(DefaultPlanner.Pass pass, PlanningInput input) {
        if (pass.planned() == input.workloads().size()) {
            return pass;
        }
        var begun = nanos.getAsLong();
        var full = planner.first(input);
        var rest = Duration.ofNanos(nanos.getAsLong() - begun).multipliedBy(REST);
        between = rest.compareTo(FULL_EVERY) > 0 ? rest : FULL_EVERY;
        if (!(pass.result() instanceof Planned quick && full.result() instanceof Planned whole && same(quick, whole))) {
            mismatches.increment();
            LOG.errorf("a plan of what changed differs from the full one, which counts: parent=%s", input.parent());
        }
        return full;
    }

    /** Details may tell ages, which go on. */
    private static boolean same(Planned one, Planned other) {
        return one.changes().equals(other.changes()) && gist(one.report()).equals(gist(other.report()));
    }

    private static List<Object> gist(Report report) {
        return List.of(
                report.totals(), report.workloads().stream().map(Planning::gist).toList());
    }

    private static List<Object> gist(WorkloadReport report) {
        return List.of(
                report.uid(),
                report.placed(),
                report.waitingOn(),
                report.candidates().stream().map(Planning::gist).toList());
    }

    private static List<Object> gist(CandidateReport candidate) {
        return List.of(
                candidate.cluster(),
                candidate.shape(),
                candidate.tier(),
                candidate.replicas(),
                candidate.reason(),
                candidate.allocated());
    }
}
