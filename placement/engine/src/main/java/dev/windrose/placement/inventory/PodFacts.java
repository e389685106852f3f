package dev.windrose.placement.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the Kubernetes API says of a pod, in neutral form.
 *
 * @param nodeName {@code spec.nodeName}, or empty when the pod is not bound
 * @param phase {@code status.phase}
 * @param overhead {@code spec.overhead}, extended resources only
 * @param annotations those that {@link KaiShares} asks for
 * @param unreadable resources of which a request is no whole number: the pod holds nobody knows how many
 */
public record PodFacts(
        String namespace,
        String name,
        Map<String, String> labels,
        String nodeName,
        String phase,
        List<ContainerFacts> initContainers,
        List<ContainerFacts> containers,
        Map<String, Long> overhead,
        Map<String, String> annotations,
        Set<String> unreadable) {
    /** The label that Windrose puts on every pod of a workload: the workload's uid. */
    public static final String OWNER_LABEL = "windrose.dev/workload-uid";

    /** More than any node has, and small enough that sums of it stay right. */
    private static final long MOST = 1L << 40;

    /**
     * One container.
     *
     * @param restartPolicyAlways an init container that keeps running (sidecar)
     */
    public record ContainerFacts(Map<String, Long> requests, Map<String, Long> limits, boolean restartPolicyAlways) {
        public ContainerFacts {
            requests = Map.copyOf(requests);
            limits = Map.copyOf(limits);
        }

        /** The request, or the limit where no request is given: that is how the API server defaults extended resources. */
        long request(String resource) {
            Long request = requests.get(resource);
            long units = request != null ? request : limits.getOrDefault(resource, 0L);
            return Math.clamp(units, 0L, MOST);
        }
    }

    public PodFacts {
        labels = Map.copyOf(labels);
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
        overhead = Map.copyOf(overhead);
        annotations = Map.copyOf(annotations);
        unreadable = Set.copyOf(unreadable);
    }

    /** A pod that KAI has nothing to do with and whose quantities all read. */
    public PodFacts(
            String namespace,
            String name,
            Map<String, String> labels,
            String nodeName,
            String phase,
            List<ContainerFacts> initContainers,
            List<ContainerFacts> containers,
            Map<String, Long> overhead) {
        this(namespace, name, labels, nodeName, phase, initContainers, containers, overhead, Map.of(), Set.of());
    }

    /** The workload whose pod this is. A label that is no uid marks no pod of ours. */
    public Optional<WorkloadUid> owner() {
        String uid = labels.getOrDefault(OWNER_LABEL, "");
        return WorkloadUid.isValid(uid) ? Optional.of(new WorkloadUid(uid)) : Optional.empty();
    }

    /** Whether the pod waits for a node: not bound, and not ended. */
    public boolean queued() {
        return nodeName.isEmpty() && !phase.equals("Succeeded") && !phase.equals("Failed");
    }

    /** Whether the pod holds resources of its node: bound, and not ended. A bound Pending pod holds them. */
    public boolean holdsNode() {
        return !nodeName.isEmpty() && !phase.equals("Succeeded") && !phase.equals("Failed");
    }

    /**
     * What the scheduler counts for this pod: the larger of all that runs together at the end (containers and sidecars)
     * and the peak while starting (an init container with the sidecars before it), plus overhead. KEP-753.
     */
    public long effectiveRequest(String resource) {
        long sidecars = 0;
        long peak = 0;
        for (ContainerFacts init : initContainers) {
            if (init.restartPolicyAlways()) {
                sidecars += init.request(resource);
                peak = Math.max(peak, sidecars);
            } else {
                peak = Math.max(peak, sidecars + init.request(resource));
            }
        }
        long running = sidecars;
        for (ContainerFacts container : containers) {
            running += container.request(resource);
        }
        return Math.max(running, peak) + Math.clamp(overhead.getOrDefault(resource, 0L), 0L, MOST);
    }
}
