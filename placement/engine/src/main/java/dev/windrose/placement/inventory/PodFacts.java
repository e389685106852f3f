package dev.windrose.placement.inventory;

import java.util.List;
import java.util.Map;

/**
 * What the Kubernetes API says of a pod, in neutral form.
 *
 * @param nodeName {@code spec.nodeName}, or empty when the pod is not bound
 * @param phase {@code status.phase}
 * @param overhead {@code spec.overhead}, extended resources only
 */
public record PodFacts(
        String namespace,
        String name,
        Map<String, String> labels,
        String nodeName,
        String phase,
        List<ContainerFacts> initContainers,
        List<ContainerFacts> containers,
        Map<String, Long> overhead) {
    /** The label that Windrose puts on every pod of a workload: the workload's uid. */
    public static final String OWNER_LABEL = "windrose.dev/workload-uid";

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
            return request != null ? request : limits.getOrDefault(resource, 0L);
        }
    }

    public PodFacts {
        labels = Map.copyOf(labels);
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
        overhead = Map.copyOf(overhead);
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
        return Math.max(running, peak) + overhead.getOrDefault(resource, 0L);
    }
}
