package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.Comparator;

/** Which row an assignment is: one workload in one cluster on one shape and tier. */
public record AssignmentKey(WorkloadUid workload, ClusterId cluster, Shape shape, CapacityTier tier)
        implements Comparable<AssignmentKey> {
    private static final Comparator<AssignmentKey> ORDER = Comparator.comparing(AssignmentKey::workload)
            .thenComparing(AssignmentKey::cluster)
            .thenComparing(AssignmentKey::shape)
            .thenComparing(AssignmentKey::tier);

    @Override
    public int compareTo(AssignmentKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code uid in cluster on 2xH100 (p5.48xlarge) spot}. */
    public String text() {
        return workload.value() + " in " + cluster.value() + " on " + shape.text() + " " + tier.text();
    }
}
