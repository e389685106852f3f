package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.time.Instant;
import java.util.Set;

/**
 * A cloud was out of an instance type, and has granted none since. Until it may be asked again, none of the members that
 * would ask for the same thing is counted on to get new nodes of it; then one workload may try. Nodes that are there are
 * not concerned.
 *
 * @param clusters those of the same cloud, account and region: what one of them met, all would
 * @param until before it nobody asks, and from then on one
 * @param why what was seen, where and when; for people
 */
public record StockOut(Set<ClusterId> clusters, String instanceType, CapacityTier tier, Instant until, String why) {
    public StockOut {
        clusters = Set.copyOf(clusters);
        if (instanceType.isBlank()) {
            throw new IllegalArgumentException("A stock-out is of an instance type.");
        }
    }

    boolean concerns(ClusterId cluster, NodeGroup.Key nodes) {
        return clusters.contains(cluster)
                && nodes.instanceType().filter(instanceType::equals).isPresent()
                && nodes.tier() == tier;
    }

    boolean closed(Instant now) {
        return until.isAfter(now);
    }
}
