package dev.windrose.protocol;

import java.util.List;

/**
 * How one part of a workload fares in the member: a workload has one for each GPU shape and tier that it was given there.
 *
 * @param key the part's object, {@code apps/v1/Deployment/namespace/name}
 * @param workloadUid the uid the hub gave it
 * @param observed the generation of section {@code workloads} that this was observed under
 * @param replicas counts; one that is {@code gone} has none
 * @param endpoints where it answers
 * @param gone true when the object exists no longer (the answer to its tombstone)
 * @param message for people; empty when there is nothing to say
 */
public record WorkloadStatus(
        ObjectKey key,
        String workloadUid,
        Generation observed,
        Replicas replicas,
        Endpoints endpoints,
        boolean gone,
        String message) {

    public static final int MAX_MESSAGE = 1_024;

    public WorkloadStatus {
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }

    /** Whether nothing differs but, maybe, the generation that it was observed under. */
    public boolean saysTheSameAs(WorkloadStatus other) {
        return key.equals(other.key)
                && workloadUid.equals(other.workloadUid)
                && replicas.equals(other.replicas)
                && endpoints.equals(other.endpoints)
                && gone == other.gone
                && message.equals(other.message);
    }

    /** Replica counts; none is negative. */
    public record Replicas(int desired, int ready, int updated) {

        public static final Replicas NONE = new Replicas(0, 0, 0);

        public Replicas {
            if (desired < 0 || ready < 0 || updated < 0) {
                throw new IllegalArgumentException("Replicas (%d desired, %d ready, %d updated) must not be negative."
                        .formatted(desired, ready, updated));
            }
        }
    }

    /**
     * @param service the service's address as {@code host:port}; empty while it has none
     * @param pods addresses of ready pods as {@code ip:port}, the first {@link #MAX_PODS} of them
     */
    public record Endpoints(String service, List<String> pods) {

        public static final Endpoints NONE = new Endpoints("", List.of());

        public static final int MAX_PODS = 1_000;

        public Endpoints {
            pods = List.copyOf(pods.subList(0, Math.min(MAX_PODS, pods.size())));
        }
    }
}
