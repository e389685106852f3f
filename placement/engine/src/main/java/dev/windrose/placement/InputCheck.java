package dev.windrose.placement;

import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Finds contradictions in the input. */
final class InputCheck {
    private InputCheck() {}

    static List<String> problems(PlanningInput input) {
        List<String> problems = new ArrayList<>();
        unique(problems, "cluster", input.clusters(), ClusterView::id, ClusterId::value);
        unique(problems, "workload", input.workloads(), WorkloadDemand::uid, WorkloadUid::value);
        unique(problems, "assignment", input.assignments(), Assignment::key, AssignmentKey::text);
        unique(problems, "observation of", input.observations(), Observation::key, AssignmentKey::text);
        unique(problems, "hold", input.holds(), CapacityHold::id, id -> id);
        return problems;
    }

    private static <T, K> void unique(
            List<String> problems, String what, List<T> values, Function<T, K> key, Function<K, String> text) {
        Set<K> seen = new HashSet<>();
        for (T value : values) {
            if (!seen.add(key.apply(value))) {
                problems.add("The input has " + what + " " + text.apply(key.apply(value))
                        + " twice. Maybe two reads were put together.");
            }
        }
    }
}
