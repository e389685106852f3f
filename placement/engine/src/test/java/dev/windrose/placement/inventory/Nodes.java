package dev.windrose.placement.inventory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds nodes and pods as labellers, device plugins and schedulers write them. */
public final class Nodes {
    public static final String GPU = "nvidia.com/gpu";

    private Nodes() {}

    /** Alternating keys and values. */
    public static Map<String, String> labels(String... pairs) {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return labels;
    }

    /** Labels of GPU feature discovery for whole GPUs (NVIDIA/k8s-device-plugin, internal/lm/resource.go and nvml.go). */
    public static Map<String, String> gfd(String product, int memoryMiB, int count) {
        return labels(
                "nvidia.com/gpu.product",
                product,
                "nvidia.com/gpu.memory",
                Integer.toString(memoryMiB),
                "nvidia.com/gpu.count",
                Integer.toString(count),
                "nvidia.com/gpu.replicas",
                "1",
                "nvidia.com/gpu.sharing-strategy",
                "none",
                "nvidia.com/mig.strategy",
                "none");
    }

    public static Map<String, String> with(Map<String, String> labels, String... pairs) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(labels(pairs));
        return all;
    }

    /** A Ready node whose capacity is allocatable. */
    public static NodeFacts node(String name, Map<String, String> labels, Map<String, Long> units) {
        return new NodeFacts(name, labels, units, units, List.of(), false, "True", "");
    }

    public static NodeFacts node(Map<String, String> labels, Map<String, Long> units) {
        return node("n1", labels, units);
    }

    public static PodFacts pod(String name, String node, String phase, String owner, Map<String, Long> limits) {
        return new PodFacts(
                "ns",
                name,
                owner.isEmpty() ? Map.of() : Map.of(PodFacts.OWNER_LABEL, owner),
                node,
                phase,
                List.of(),
                List.of(new PodFacts.ContainerFacts(Map.of(), limits, false)),
                Map.of());
    }

    /** A Running pod of others on n1. */
    public static PodFacts pod(String name, String resource, long units) {
        return pod(name, "n1", "Running", "", Map.of(resource, units));
    }

    /** A pod that KAI gives parts of GPUs: annotations, and no request. */
    public static PodFacts fraction(String name, String... annotations) {
        return new PodFacts(
                "ns",
                name,
                Map.of(),
                "n1",
                "Running",
                List.of(),
                List.of(new PodFacts.ContainerFacts(Map.of(), Map.of(), false)),
                Map.of(),
                labels(annotations),
                Set.of());
    }

    public static PodFacts in(String namespace, PodFacts pod) {
        return new PodFacts(
                namespace,
                pod.name(),
                pod.labels(),
                pod.nodeName(),
                pod.phase(),
                pod.initContainers(),
                pod.containers(),
                pod.overhead(),
                pod.annotations(),
                pod.unreadable());
    }
}
