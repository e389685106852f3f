package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.WorkloadUid;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a planner that looks at one workload at a time should know of all of them: which GPUs others need more, and whose
 * replicas stand where somebody else has his only place. It advises: no limit is judged by it, and without it everything
 * is decided as if there were none.
 *
 * @param worth of one GPU of a place to others for an hour, beyond its price; places that are not named: nothing
 * @param ways of replicas that would make room for workloads that wait
 */
public record Guidance(Map<Place, Money> worth, Map<WorkloadUid, List<Way>> ways, Summary summary) {
    /** No advice. */
    public static final Guidance NONE = new Guidance(
            Map.of(), Map.of(), new Summary(Instant.EPOCH, "none", OptionalDouble.empty(), false, 0, 0, 0));

    /** Nodes of one kind and tier in one cluster. */
    public record Place(ClusterId cluster, GpuProduct product, Optional<String> instanceType, CapacityTier tier)
            implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::cluster)
                .thenComparing(Place::product)
                .thenComparing(place -> place.instanceType().orElse(""))
                .thenComparing(Place::tier);

        /** Where a row is. */
        public static Place of(AssignmentKey key) {
            return new Place(key.cluster(), key.shape().product(), key.shape().instanceType(), key.tier());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Replicas of a row that would make room by going elsewhere.
     *
     * @param version of the row that was looked at: of another one nothing is advised
     */
    public record Way(AssignmentKey from, long version, Place to, int replicas) {}

    /**
     * What it comes from.
     *
     * @param madeAt the time of what was looked at
     * @param solver what solved the joint problem
     * @param gapPercent how far its plan is from the best one, proven; empty: nothing is proven
     * @param truncated a clock ended it
     * @param replicas that all workloads want which it looked at
     * @param waiting of them without a place now
     * @param unplaced of them that no plan it found has a place for
     */
    public record Summary(
            Instant madeAt,
            String solver,
            OptionalDouble gapPercent,
            boolean truncated,
            long replicas,
            long waiting,
            long unplaced) {}

    public Guidance {
        worth = Map.copyOf(worth);
        ways = Map.copyOf(ways);
    }

    /** Whether plans come out the same by it. */
    public boolean advisesAs(Guidance other) {
        return worth.equals(other.worth) && ways.equals(other.ways);
    }

    /** What a replica there keeps from others. */
    Money worth(AssignmentKey key) {
        return worth.isEmpty()
                ? Money.ZERO
                : worth.getOrDefault(Place.of(key), Money.ZERO)
                        .times(key.shape().gpusPerReplica());
    }

    List<Way> of(WorkloadUid workload) {
        return ways.getOrDefault(workload, List.of());
    }
}
