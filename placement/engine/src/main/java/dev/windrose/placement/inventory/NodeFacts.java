package dev.windrose.placement.inventory;

import java.util.List;
import java.util.Map;

/**
 * What the Kubernetes API says of a node, in neutral form.
 *
 * @param capacity {@code status.capacity}, whole units of extended resources only (cpu and memory are not needed)
 * @param allocatable {@code status.allocatable}, the same
 * @param readyCondition status of the condition Ready: {@code True}, {@code False}, {@code Unknown}, or empty when absent
 * @param providerId {@code spec.providerID}, or empty
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        Map<String, Long> capacity,
        Map<String, Long> allocatable,
        List<Taint> taints,
        boolean unschedulable,
        String readyCondition,
        String providerId) {
    public NodeFacts {
        labels = Map.copyOf(labels);
        capacity = Map.copyOf(capacity);
        allocatable = Map.copyOf(allocatable);
        taints = List.copyOf(taints);
    }
}
