package dev.windrose.hub.cost;

import dev.windrose.hub.placement.LatestPlan;
import dev.windrose.hub.placement.StoredPlan;
import dev.windrose.placement.Assignment;
import dev.windrose.placement.AssignmentKey;
import dev.windrose.placement.Money;
import dev.windrose.placement.WorkloadReport;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The hourly cost of what is placed: every assignment at its allocated price, those that drain too, for they hold their
 * GPUs until they are gone. What has no known price is counted apart and never taken for free. Pure.
 */
public final class Costs {
    /** One assignment. @param hourly of all its replicas; empty when unknown */
    public record Part(String namespace, String workload, Assignment assignment, Optional<Money> hourly) {}

    /**
     * A sum.
     *
     * @param hourly of the parts whose price is known
     * @param unpricedReplicas replicas that cost something nobody knows
     */
    public record Sum(int replicas, int gpus, Money hourly, int unpricedReplicas) {
        static final Sum NOTHING = new Sum(0, 0, Money.ZERO, 0);

        Sum plus(Part part) {
            var replicas = part.assignment().replicas();
            return new Sum(
                    this.replicas + replicas,
                    gpus + part.assignment().gpus(),
                    hourly.plus(part.hourly().orElse(Money.ZERO)),
                    unpricedReplicas + (part.hourly().isPresent() ? 0 : replicas));
        }

        /** The whole cost, or empty when a part of it is unknown. */
        public Optional<Money> known() {
            return unpricedReplicas == 0 ? Optional.of(hourly) : Optional.empty();
        }
    }

    /** By what parts are summed. */
    public enum By {
        NAMESPACE,
        WORKLOAD,
        CLUSTER,
        TIER;

        String key(Part part) {
            var key = part.assignment().key();
            return switch (this) {
                case NAMESPACE -> part.namespace();
                case WORKLOAD -> part.namespace() + "/" + part.workload();
                case CLUSTER -> key.cluster().value();
                case TIER -> key.tier().text();
            };
        }
    }

    private Costs() {}

    /** The parts of a plan; assignments of workloads that nobody knows any more are left out: they are about to go. */
    public static List<Part> parts(StoredPlan plan, LatestPlan latest) {
        Map<WorkloadUid, WorkloadReport> reports =
                latest.workloads().stream().collect(Collectors.toMap(WorkloadReport::uid, Function.identity()));
        var parts = new ArrayList<Part>();
        for (var assignment : plan.assignments()) {
            var report = reports.get(assignment.key().workload());
            if (report != null) {
                var slash = report.name().indexOf('/');
                parts.add(new Part(
                        report.name().substring(0, slash),
                        report.name().substring(slash + 1),
                        assignment,
                        each(report, assignment.key()).map(price -> price.times(assignment.replicas()))));
            }
        }
        return parts;
    }

    /**
     * What one replica of each assignment costs in an hour, empty where nobody knows. Assignments of workloads that were not
     * planned since the hub's start are left out: what they cost may be known in a moment.
     */
    static Map<AssignmentKey, Optional<Money>> rates(List<Assignment> assignments, LatestPlan latest) {
        var rates = new TreeMap<AssignmentKey, Optional<Money>>();
        for (var assignment : assignments) {
            latest.workload(assignment.key().workload())
                    .ifPresent(report -> rates.put(assignment.key(), each(report, assignment.key())));
        }
        return rates;
    }

    private static Optional<Money> each(WorkloadReport report, AssignmentKey key) {
        return report.candidates().stream()
                .filter(c -> c.cluster().equals(key.cluster())
                        && c.shape().equals(Optional.of(key.shape()))
                        && c.tier().equals(Optional.of(key.tier())))
                .findFirst()
                .flatMap(c -> c.allocated());
    }

    /** Sums in the order of their keys. */
    public static Map<String, Sum> sums(List<Part> parts, By by) {
        var sums = new TreeMap<String, Sum>();
        parts.forEach(part -> sums.merge(by.key(part), Sum.NOTHING.plus(part), (sum, _) -> sum.plus(part)));
        return sums;
    }

    public static Sum total(List<Part> parts) {
        var total = Sum.NOTHING;
        for (var part : parts) {
            total = total.plus(part);
        }
        return total;
    }
}
