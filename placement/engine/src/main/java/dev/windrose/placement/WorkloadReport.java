package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.List;
import java.util.Optional;

/**
 * What the plan does with one workload and why.
 *
 * @param placed replicas that the plan gives it (never more than wanted, also while old ones are kept beside new)
 * @param hourlyCost allocated cost of the placed replicas whose price is known
 * @param unpricedReplicas replicas that cost something nobody knows
 * @param waitingDetail for people
 * @param stays of replicas that stay although a cheaper place is known, why; in the order of their rows
 * @param notes what people should know: limits that were capped, wishes not weighed
 */
public record WorkloadReport(
        WorkloadUid uid,
        String name,
        int wanted,
        int placed,
        Money hourlyCost,
        int unpricedReplicas,
        WaitingOn waitingOn,
        String waitingDetail,
        List<CandidateReport> candidates,
        List<Stay> stays,
        List<String> notes) {
    public WorkloadReport {
        candidates = List.copyOf(candidates);
        stays = List.copyOf(stays);
        notes = List.copyOf(notes);
    }

    public String namespace() {
        return name.substring(0, name.indexOf('/'));
    }

    WorkloadReport with(List<CandidateReport> others) {
        return new WorkloadReport(
                uid,
                name,
                wanted,
                placed,
                hourlyCost,
                unpricedReplicas,
                waitingOn,
                waitingDetail,
                others,
                stays,
                notes);
    }

    /** What staying has cost, for the next pass. */
    public List<Staying> staying() {
        return stays.stream().map(Stay::staying).toList();
    }

    /** The whole cost, or empty when a part of it is unknown. */
    public Optional<Money> knownCost() {
        return unpricedReplicas == 0 ? Optional.of(hourlyCost) : Optional.empty();
    }
}
