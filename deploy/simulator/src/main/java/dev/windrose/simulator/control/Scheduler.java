package dev.windrose.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.world.Meta;
import dev.windrose.simulator.world.Node;
import dev.windrose.simulator.world.Pod;
import dev.windrose.simulator.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds pods to nodes: all of a pod's GPUs must be free on one node. Among nodes that fit, a pod with GPUs goes where
 * the fewest GPUs stay free (NodeResourcesFit with MostAllocated, as GPU clusters set it, so that large gaps stay
 * whole), any other pod to the node with the fewest GPUs and then the most cpu left. Left out: preferences, spread,
 * affinity between pods, volumes, preemption.
 */
public final class Scheduler implements Controller {
    private static final String COMPONENT = "default-scheduler";
    private static final String GPU = "nvidia.com/gpu";
    private static final long ONE = 1000;

    @Override
    public void decide(World world, Pass pass) {
        List<Pod> waiting = world.pods().stream()
                .filter(p -> !p.bound() && p.active())
                .sorted(Comparator.comparing((Pod p) -> -p.priority())
                        .thenComparing(p -> p.meta().created())
                        .thenComparing(p -> p.meta().namespace())
                        .thenComparing(p -> p.meta().name()))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        List<Node> nodes = world.nodes();
        Map<String, Map<String, Long>> used = used(world);
        for (Pod pod : waiting) {
            Optional<Node> chosen = choose(pod, nodes, used);
            if (chosen.isPresent()) {
                use(used, chosen.get().meta().name(), pod);
                bind(pod, chosen.get(), pass);
            } else {
                refuse(pod, message(nodes.size(), verdicts(pod, nodes, used)), pass);
            }
        }
    }

    private static Map<String, Fit.Verdict> verdicts(Pod pod, List<Node> nodes, Map<String, Map<String, Long>> used) {
        Map<String, Fit.Verdict> verdicts = new HashMap<>();
        for (Node node : nodes) {
            String name = node.meta().name();
            verdicts.put(name, Fit.of(pod, node, used.getOrDefault(name, Map.of())));
        }
        return verdicts;
    }

    private static Optional<Node> choose(Pod pod, List<Node> nodes, Map<String, Map<String, Long>> used) {
        @Nullable Node best = null;
        long bestScore = Long.MAX_VALUE;
        for (Node node : nodes) {
            Map<String, Long> here = used.getOrDefault(node.meta().name(), Map.of());
            long score = score(pod, node, here);
            if (score < bestScore && Fit.of(pod, node, here).fits()) {
                best = node;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Lower is better; ties go to the first name. */
    private static long score(Pod pod, Node node, Map<String, Long> used) {
        long gpus = node.allocatable().getOrDefault(GPU, 0L);
        long cpuLeft = node.allocatable().getOrDefault("cpu", 0L) - used.getOrDefault("cpu", 0L);
        long weight = 1_000_000_000L;
        return pod.requests().getOrDefault(GPU, 0L) > 0
                ? (gpus - used.getOrDefault(GPU, 0L)) * weight
                : gpus * weight - cpuLeft;
    }

    private static Map<String, Map<String, Long>> used(World world) {
        Map<String, Map<String, Long>> used = new HashMap<>();
        for (Pod pod : world.pods()) {
            if (pod.bound() && !pod.finished()) {
                use(used, pod.nodeName(), pod);
            }
        }
        return used;
    }

    private static void use(Map<String, Map<String, Long>> used, String node, Pod pod) {
        Map<String, Long> here = used.computeIfAbsent(node, _ -> new TreeMap<>());
        pod.requests().forEach((name, amount) -> here.merge(name, amount, Long::sum));
        here.merge("pods", ONE, Long::sum);
    }

    private static void bind(Pod pod, Node node, Pass pass) {
        Meta meta = pod.meta();
        ObjectNode spec = Edit.with(
                (ObjectNode) meta.at("spec"), "nodeName", Edit.text(node.meta().name()));
        ObjectNode status = Edit.status(meta);
        Edit.condition(status, "PodScheduled", true, "", "", pass.now());
        pass.add(Action.update(meta, Edit.with(Edit.withStatus(meta, status), "spec", spec)));
        String message = "Successfully assigned %s/%s to %s"
                .formatted(meta.namespace(), meta.name(), node.meta().name());
        pass.add(Action.normal(meta, "Pod", COMPONENT, "Scheduled", message));
    }

    private static void refuse(Pod pod, String message, Pass pass) {
        Meta meta = pod.meta();
        ObjectNode status = Edit.status(meta);
        status.put("phase", "Pending");
        Edit.condition(status, "PodScheduled", false, "Unschedulable", message, pass.now());
        if (!status.equals(meta.at("status"))) {
            pass.add(Action.update(meta, Edit.withStatus(meta, status)));
            pass.add(Action.warning(meta, "Pod", COMPONENT, "FailedScheduling", message));
        }
    }

    /** As kube-scheduler words it (framework/types.go FitError): reasons with the number of nodes, in order of their text. */
    static String message(int nodes, Map<String, Fit.Verdict> verdicts) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        Map<String, Integer> counts = new TreeMap<>();
        verdicts.values().forEach(v -> v.reasons().forEach(r -> counts.merge(r, 1, Integer::sum)));
        Map<String, Integer> preemption = new TreeMap<>();
        verdicts.values()
                .forEach(v -> preemption.merge(
                        v.hopeless()
                                ? "Preemption is not helpful for scheduling"
                                : "No preemption victims found for incoming pod",
                        1,
                        Integer::sum));
        return "0/%d nodes are available: %s. preemption: 0/%d nodes are available: %s."
                .formatted(nodes, counted(counts), nodes, counted(preemption));
    }

    private static String counted(Map<String, Integer> counts) {
        List<String> lines = new ArrayList<>();
        counts.forEach((reason, count) -> lines.add(count + " " + reason));
        return lines.stream().sorted().collect(Collectors.joining(", "));
    }
}
