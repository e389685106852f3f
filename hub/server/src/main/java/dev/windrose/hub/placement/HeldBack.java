package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.hub.pause.Pauses;
import dev.windrose.hub.pause.Pauses.Held;
import dev.windrose.hub.pause.Pauses.Scope;
import dev.windrose.placement.Assignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a pause means for workloads, at one instant. */
final class HeldBack {
    private final Optional<Held> fleet;
    private final Map<String, Held> clusters;

    HeldBack(Pauses pauses) {
        this.fleet = pauses.fleet();
        this.clusters = pauses.clusters().stream().collect(Collectors.toMap(Held::name, Function.identity()));
    }

    /** The pauses that hold for a workload: the fleet's, its own, and those of clusters that it has rows in. */
    List<Held> of(WorkloadObject workload, List<Assignment> assignments) {
        var held = new ArrayList<Held>();
        fleet.ifPresent(held::add);
        Pauses.of(Scope.WORKLOAD, workload.tree()).ifPresent(held::add);
        assignments.stream()
                .map(assignment -> assignment.key().cluster().value())
                .distinct()
                .sorted()
                .flatMap(cluster -> Optional.ofNullable(clusters.get(cluster)).stream())
                .forEach(held::add);
        return held;
    }

    /**
     * To pause is to change the spec, yet what runs is what was asked for: these generations are as good as the present.
     *
     * @param revisions of this workload
     */
    static Set<Long> sameSpec(WorkloadObject workload, Collection<Revision> revisions) {
        var present = withoutPause(workload.spec());
        var same = new HashSet<>(Set.of(workload.generation()));
        for (var revision : revisions) {
            if (withoutPause(revision.spec()).equals(present)) {
                same.add(revision.generation());
            }
        }
        return same;
    }

    private static InferenceWorkloadSpec withoutPause(InferenceWorkloadSpec spec) {
        return new InferenceWorkloadSpec(
                spec.model(),
                spec.engine(),
                spec.runtime(),
                spec.secrets(),
                spec.replicas(),
                spec.gpu(),
                spec.placement(),
                spec.priority(),
                spec.failover(),
                spec.service(),
                spec.slo(),
                spec.autoscaling(),
                null);
    }
}
