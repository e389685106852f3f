package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a workload may run and what it may cost.
 *
 * @param pinned clusters it must run in; empty: the engine chooses
 * @param regionsAllow globs of regions ({@code *} and {@code ?}); empty: every region
 * @param tiers the allowed capacity tiers, at least one
 * @param maxSpotShare most replicas on spot; empty: no limit
 * @param maxHourlyCost ceiling of the whole workload by allocated price; empty: none
 * @param egress what a replica sends to the callers of {@code latency}, or to the internet; empty: nothing that counts
 */
public record PlacementPolicy(
        SortedSet<ClusterId> pinned,
        List<String> regionsAllow,
        LabelSelector clusterSelector,
        Spread spread,
        Set<CapacityTier> tiers,
        Optional<Limit.Percent> maxSpotShare,
        Optional<Money> maxHourlyCost,
        Optional<LatencyWish> latency,
        Optional<EgressWish> egress) {
    /** Every cluster, reserved or on-demand: what a workload gets that says nothing. */
    public static final PlacementPolicy DEFAULT = new PlacementPolicy(
            Collections.emptySortedSet(),
            List.of(),
            LabelSelector.ALL,
            Spread.NONE,
            EnumSet.of(CapacityTier.RESERVED, CapacityTier.ON_DEMAND),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public PlacementPolicy {
        pinned = Collections.unmodifiableSortedSet(new TreeSet<>(pinned));
        regionsAllow = List.copyOf(regionsAllow);
        if (tiers.isEmpty() || tiers.contains(CapacityTier.UNKNOWN)) {
            throw new IllegalArgumentException("tiers must name at least one of reserved, on-demand, spot.");
        }
        tiers = Collections.unmodifiableSet(EnumSet.copyOf(tiers));
    }

    public PlacementPolicy withPinned(Collection<ClusterId> clusters) {
        return new PlacementPolicy(
                new TreeSet<>(clusters),
                regionsAllow,
                clusterSelector,
                spread,
                tiers,
                maxSpotShare,
                maxHourlyCost,
                latency,
                egress);
    }

    public PlacementPolicy withRegions(List<String> globs) {
        return new PlacementPolicy(
                pinned, globs, clusterSelector, spread, tiers, maxSpotShare, maxHourlyCost, latency, egress);
    }

    public PlacementPolicy withSelector(LabelSelector selector) {
        return new PlacementPolicy(
                pinned, regionsAllow, selector, spread, tiers, maxSpotShare, maxHourlyCost, latency, egress);
    }

    public PlacementPolicy withSpread(Spread other) {
        return new PlacementPolicy(
                pinned, regionsAllow, clusterSelector, other, tiers, maxSpotShare, maxHourlyCost, latency, egress);
    }

    public PlacementPolicy withTiers(Set<CapacityTier> others, Optional<Limit.Percent> spotShare) {
        return new PlacementPolicy(
                pinned, regionsAllow, clusterSelector, spread, others, spotShare, maxHourlyCost, latency, egress);
    }

    public PlacementPolicy withMaxHourlyCost(Optional<Money> ceiling) {
        return new PlacementPolicy(
                pinned, regionsAllow, clusterSelector, spread, tiers, maxSpotShare, ceiling, latency, egress);
    }

    public PlacementPolicy withLatency(Optional<LatencyWish> wish) {
        return new PlacementPolicy(
                pinned, regionsAllow, clusterSelector, spread, tiers, maxSpotShare, maxHourlyCost, wish, egress);
    }

    public PlacementPolicy withEgress(Optional<EgressWish> wish) {
        return new PlacementPolicy(
                pinned, regionsAllow, clusterSelector, spread, tiers, maxSpotShare, maxHourlyCost, latency, wish);
    }
}
