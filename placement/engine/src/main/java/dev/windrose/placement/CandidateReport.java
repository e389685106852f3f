package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Optional;

/**
 * One candidate of a workload and what became of it.
 *
 * @param shape and {@code tier} are empty when the whole cluster was turned down or has no GPUs
 * @param replicas replicas that the plan has there, draining ones left out
 * @param detail values that explain the reason
 * @param allocated price of one replica: its share of the node; empty when unknown
 * @param marginal what one more replica adds to what is paid: zero, for the node is on anyway; empty when unknown
 * @param egress what carrying a replica's answers to the callers costs, beside these prices
 */
public record CandidateReport(
        ClusterId cluster,
        Optional<Shape> shape,
        Optional<CapacityTier> tier,
        int replicas,
        Reason reason,
        String detail,
        Optional<Money> allocated,
        Optional<Money> marginal,
        Egress egress) {}
