package dev.windrose.placement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds contradictions in the input. */
final class InputCheck {
    private InputCheck() {}

    static List<String> problems(PlanningInput input) {
        List<String> problems = new ArrayList<>();
        unique(
                problems,
                "cluster",
                input.clusters().stream().map(each -> each.id().value()).toList());
        unique(
                problems,
                "workload",
                input.workloads().stream().map(each -> each.uid().value()).toList());
        unique(
                problems,
                "assignment",
                input.assignments().stream().map(each -> each.key().text()).toList());
        unique(
                problems,
                "observation of",
                input.observations().stream().map(each -> each.key().text()).toList());
        unique(problems, "hold", input.holds().stream().map(CapacityHold::id).toList());
        return problems;
    }

    private static void unique(List<String> problems, String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                problems.add("The input has " + what + " " + name + " twice. Maybe two reads were put together.");
            }
        }
    }
}
