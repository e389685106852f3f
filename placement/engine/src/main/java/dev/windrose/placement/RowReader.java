package dev.windrose.placement;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides of the rows of one workload what may stay: what exists is kept unless a policy says that it must not be there. */
final class RowReader {
    /** These say that a replica must not be there at all; every other reason only keeps new ones away. */
    private static final Set<Reason> MUST_LEAVE = EnumSet.of(
            Reason.NOT_PINNED,
            Reason.NAMESPACE_NOT_ALLOWED,
            Reason.REGION_NOT_ALLOWED,
            Reason.SELECTOR_MISMATCH,
            Reason.LATENCY_TOO_LONG,
            Reason.TIER_NOT_ALLOWED,
            Reason.PRODUCT_NOT_ASKED,
            Reason.MEMORY_TOO_SMALL);

    private final WorkloadDemand workload;
    private final Fleet fleet;
    private final PriceBoard prices;
    private final List<Candidate> candidates;
    private final Map<AssignmentKey, Observation> seen;

    RowReader(
            WorkloadDemand workload,
            Fleet fleet,
            PriceBoard prices,
            List<Candidate> candidates,
            Map<AssignmentKey, Observation> seen) {
        this.workload = workload;
        this.fleet = fleet;
        this.prices = prices;
        this.candidates = candidates;
        this.seen = seen;
    }

    Row read(Assignment assignment) {
        AssignmentKey key = assignment.key();
        Optional<Observation> observation = Optional.ofNullable(seen.get(key));
        Optional<ClusterState> cluster = fleet.cluster(key.cluster());
        if (cluster.isEmpty()) {
            return new Row(assignment, observation, false, true, false, Optional.empty(), "", Optional.empty(), 0);
        }
        return new Row(
                assignment,
                observation,
                cluster.get().silent().isPresent(),
                false,
                cluster.get().view().pause().isPresent(),
                mustLeave(cluster.get(), key),
                cluster.get().region(),
                prices.perReplica(fleet, key),
                fleet.withoutGpu(key));
    }

    private Optional<Rejection> mustLeave(ClusterState cluster, AssignmentKey key) {
        Optional<Integer> count = workload.gpu().count();
        if (count.isPresent() && count.get() != key.shape().gpusPerReplica()) {
            return Optional.of(new Rejection(Reason.NOT_NEEDED, "one replica now takes " + count.get() + " GPUs"));
        }
        for (Candidate candidate : candidates) {
            if (candidate.cluster().id().equals(cluster.id())) {
                Optional<Rejection> why = mustLeave(candidate, key);
                if (why.isPresent()) {
                    return why;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejection> mustLeave(Candidate candidate, AssignmentKey key) {
        return switch (candidate) {
            case Candidate.Eligible(Option option) ->
                sameNodes(option.group(), key) && !option.key().equals(key)
                        ? Optional.of(new Rejection(
                                Reason.NOT_NEEDED,
                                "one replica now takes " + option.key().shape().text()))
                        : Optional.empty();
            case Candidate.Rejected rejected ->
                Optional.of(rejected.why())
                        .filter(why -> MUST_LEAVE.contains(why.reason()))
                        .filter(_ -> rejected.group().isEmpty()
                                || sameNodes(rejected.group().get(), key));
        };
    }

    private static boolean sameNodes(NodeGroup group, AssignmentKey key) {
        return group.key().equals(NodeGroup.Key.of(key));
    }
}
