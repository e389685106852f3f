package dev.windrose.placement.inventory;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the Kubernetes API says of a node, in neutral form.
 *
 * @param capacity {@code status.capacity}, whole units of extended resources only (cpu and memory are not needed)
 * @param allocatable {@code status.allocatable}, the same
 * @param readyCondition status of the condition Ready: {@code True}, {@code False}, {@code Unknown}, or empty when absent
 * @param providerId {@code spec.providerID}, or empty
 * @param unreadable resources of which a quantity is no whole number; what they are is unknown, never zero
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        Map<String, Long> capacity,
        Map<String, Long> allocatable,
        List<Taint> taints,
        boolean unschedulable,
        String readyCondition,
        String providerId,
        Set<String> unreadable) {
    public NodeFacts {
        labels = Map.copyOf(labels);
        capacity = Map.copyOf(capacity);
        allocatable = Map.copyOf(allocatable);
        taints = List.copyOf(taints);
        unreadable = Set.copyOf(unreadable);
    }

    /** A node whose quantities all read. */
    public NodeFacts(
            String name,
            Map<String, String> labels,
            Map<String, Long> capacity,
            Map<String, Long> allocatable,
            List<Taint> taints,
            boolean unschedulable,
            String readyCondition,
            String providerId) {
        this(name, labels, capacity, allocatable, taints, unschedulable, readyCondition, providerId, Set.of());
    }
}
