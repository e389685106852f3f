package dev.windrose.placement.price;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of one instance type.
 *
 * @param cloud lower case
 * @param instanceType in the cloud's own spelling
 * @param accelerator what it carries
 * @param vcpus virtual processors; empty where not known with certainty
 * @param memoryGib main memory, rounded down to whole GiB; empty where not known with certainty
 * @param notSoldAs tiers that price lists name although the cloud does not sell them: GCP prices an A3 with fewer than
 *     eight H100 on demand, but hands it out only as spot or flex-start
 */
public record Sku(
        String cloud,
        String instanceType,
        Accelerator accelerator,
        OptionalInt vcpus,
        OptionalLong memoryGib,
        Set<CapacityTier> notSoldAs) {
    public Sku {
        notSoldAs = Set.copyOf(notSoldAs);
    }
}
