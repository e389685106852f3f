package dev.windrose.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param autoscaler the HorizontalPodAutoscaler of the member that sets the replicas; empty when there is none, and then
 *     they are held to what is desired. An agent of before says nothing of it
 * @param load what the engines carry; empty where nobody asked for it, or the agent is of before
 */
public record WorkloadStatus(
        ObjectKey key,
        String workloadUid,
        Generation observed,
        Replicas replicas,
        Endpoints endpoints,
        boolean gone,
        String message,
        String autoscaler,
        Optional<Load> load) {

    public static final int MAX_MESSAGE = 1_024;

    public WorkloadStatus {
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }

    /** Without autoscaler and load. */
    public WorkloadStatus(
            ObjectKey key,
            String workloadUid,
            Generation observed,
            Replicas replicas,
            Endpoints endpoints,
            boolean gone,
            String message) {
        this(key, workloadUid, observed, replicas, endpoints, gone, message, "", Optional.empty());
    }

    /** The same with another load. */
    public WorkloadStatus with(Optional<Load> other) {
        return new WorkloadStatus(key, workloadUid, observed, replicas, endpoints, gone, message, autoscaler, other);
    }

    /** Whether nothing differs but, maybe, the generation that it was observed under. */
    public boolean saysTheSameAs(WorkloadStatus other) {
        return key.equals(other.key)
                && workloadUid.equals(other.workloadUid)
                && replicas.equals(other.replicas)
                && endpoints.equals(other.endpoints)
                && gone == other.gone
                && message.equals(other.message)
                && autoscaler.equals(other.autoscaler)
                && load.equals(other.load);
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

    /**
     * What the engines of the part's serving pods said of their load at one time.
     *
     * @param at by the member's clock; tells one reading from the next and nothing else
     * @param asked pods that serve
     * @param requests that wait or are worked on
     * @param tokensPerSecond read and written, since the reading before
     */
    public record Load(Instant at, int asked, Figure requests, Figure tokensPerSecond) {
        public Load {
            if (asked < 0 || requests.answered() > asked || tokensPerSecond.answered() > asked) {
                throw new IllegalArgumentException("Of %d pods asked, %d and %d cannot have answered."
                        .formatted(asked, requests.answered(), tokensPerSecond.answered()));
            }
        }
    }

    /**
     * @param sum over the pods that answered
     * @param answered how many pods told it
     */
    public record Figure(double sum, int answered) {
        public static final Figure NONE = new Figure(0, 0);

        public Figure {
            if (!(sum >= 0) || Double.isInfinite(sum) || answered < 0 || (answered == 0 && sum > 0)) {
                throw new IllegalArgumentException(
                        "A figure (%s of %d pods) must be a number from zero, of pods that answered."
                                .formatted(sum, answered));
            }
        }
    }
}
