package dev.windrose.simulator.control;

import dev.windrose.simulator.world.Node;
import dev.windrose.simulator.world.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a pod fits on a node, in the order of kube-scheduler's filters: the first one that says no gives the reason,
 * but all resources that are short are named together (pkg/scheduler/framework/plugins).
 */
final class Fit {
    private static final String PODS = "pods";
    private static final long ONE = 1000;

    private Fit() {}

    /**
     * Why not; empty means that it fits.
     *
     * @param hopeless no eviction could help
     */
    record Verdict(List<String> reasons, boolean hopeless) {
        boolean fits() {
            return reasons.isEmpty();
        }
    }

    private static final Verdict FITS = new Verdict(List.of(), false);

    /** @param used thousandths in use on this node, with the count of pods under "pods" */
    static Verdict of(Pod pod, Node node, Map<String, Long> used) {
        if (node.unschedulable() && !toleratesUnschedulable(pod)) {
            return new Verdict(List.of("node(s) were unschedulable"), true);
        }
        for (Node.Taint taint : node.taints()) {
            boolean repels =
                    taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
            if (repels && pod.tolerations().stream().noneMatch(t -> t.tolerates(taint))) {
                return new Verdict(List.of("node(s) had untolerated taint " + taint.text()), true);
            }
        }
        boolean selected =
                node.meta().labels().entrySet().containsAll(pod.nodeSelector().entrySet());
        boolean wanted = !pod.hasRequiredTerms() || pod.requiredTerms().stream().anyMatch(term -> term.matches(node));
        if (!selected || !wanted) {
            return new Verdict(List.of("node(s) didn't match Pod's node affinity/selector"), true);
        }
        return resources(pod, node, used);
    }

    private static Verdict resources(Pod pod, Node node, Map<String, Long> used) {
        List<String> reasons = new ArrayList<>();
        boolean hopeless = false;
        if (used.getOrDefault(PODS, 0L) + ONE > node.allocatable().getOrDefault(PODS, 0L)) {
            reasons.add("Too many pods");
        }
        for (var request : pod.requests().entrySet()) {
            long has = node.allocatable().getOrDefault(request.getKey(), 0L);
            // Written so that a request too large for arithmetic does not wrap round.
            if (request.getValue() > 0 && request.getValue() > has - used.getOrDefault(request.getKey(), 0L)) {
                reasons.add("Insufficient " + request.getKey());
                hopeless |= request.getValue() > has;
            }
        }
        return reasons.isEmpty() ? FITS : new Verdict(reasons, hopeless);
    }

    private static boolean toleratesUnschedulable(Pod pod) {
        var taint = new Node.Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");
        return pod.tolerations().stream().anyMatch(t -> t.tolerates(taint));
    }
}
