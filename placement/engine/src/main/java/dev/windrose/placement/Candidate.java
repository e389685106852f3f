package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Optional;

/** What the filters say of one cluster, or of one group of its nodes. */
sealed interface Candidate {
    ClusterState cluster();

    /** It may run here. */
    record Eligible(Option option) implements Candidate {
        @Override
        public ClusterState cluster() {
            return option.cluster();
        }
    }

    /** It may not. Without a group the whole cluster is turned down. */
    record Rejected(
            ClusterState cluster,
            Optional<NodeGroup> group,
            Optional<Shape> shape,
            Optional<CapacityTier> tier,
            Optional<Money> price,
            Rejection why)
            implements Candidate {}
}
