package dev.windrose.hub.placement;

import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Provisionable;
import dev.windrose.placement.calm.StockoutCause;
import dev.windrose.placement.calm.StockoutKey;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.NodeOrigin;
import dev.windrose.placement.provisioning.Headroom;
import dev.windrose.placement.provisioning.Provisioning;
import dev.windrose.placement.provisioning.ProvisioningSignal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a member's autoscalers say, in the planner's words. Pure. */
final class Refusals {
    private Refusals() {}

    /**
     * Something that the cloud refused.
     *
     * @param since when, by the member's clock; empty when it did not say
     */
    record Refusal(StockoutKey key, StockoutCause cause, String cluster, String code, Optional<Instant> since) {}

    /** Pools that may grow, as far as their numbers are known. */
    static List<Provisionable> pools(Provisioning provisioning) {
        var pools = new ArrayList<Provisionable>();
        for (Headroom headroom : provisioning.headroom()) {
            if (headroom.unit().equals(Headroom.NODES) && headroom.upTo().isPresent()) {
                pools.add(new Provisionable(
                        headroom.name(),
                        Math.toIntExact(Math.min(headroom.upTo().getAsLong(), Integer.MAX_VALUE)),
                        headroom.arriving()));
            }
        }
        return pools;
    }

    /** Refusals that say something of what there is. One whose instance type nobody can tell is left out. */
    static List<Refusal> of(ClusterView view, String account, Provisioning provisioning) {
        var refusals = new ArrayList<Refusal>();
        for (ProvisioningSignal signal : provisioning.signals()) {
            if (signal.cause().isStockOut()) {
                key(view, account, signal)
                        .ifPresent(key -> refusals.add(new Refusal(
                                key,
                                cause(signal.cause(), key.tier()),
                                view.id().value(),
                                signal.code(),
                                signal.since())));
            }
        }
        return refusals;
    }

    private static Optional<StockoutKey> key(ClusterView view, String account, ProvisioningSignal signal) {
        Optional<NodeOrigin> like = view.nodes().stream()
                .map(NodeInventory::origin)
                .filter(origin -> origin.pool().equals(Optional.of(signal.name())))
                .findFirst();
        Optional<String> cloud = view.cloud().or(() -> like.flatMap(NodeOrigin::cloud));
        Optional<String> region = view.region().or(() -> like.flatMap(NodeOrigin::region));
        Optional<String> sku = signal.instanceType().or(() -> like.flatMap(NodeOrigin::instanceType));
        CapacityTier tier = signal.tier()
                .flatMap(CapacityTier::parse)
                .or(() -> like.map(NodeOrigin::tier))
                .orElse(CapacityTier.UNKNOWN);
        return cloud.isEmpty() || region.isEmpty() || sku.isEmpty()
                ? Optional.empty()
                : Optional.of(new StockoutKey(cloud.get(), account, region.get(), sku.get(), tier));
    }

    private static StockoutCause cause(ProvisioningSignal.Cause cause, CapacityTier tier) {
        return switch (cause) {
            case CAPACITY -> tier == CapacityTier.SPOT ? StockoutCause.SPOT_CAPACITY : StockoutCause.CAPACITY;
            case QUOTA -> StockoutCause.QUOTA;
            case OFFER -> StockoutCause.OFFER;
            case AUTH, NETWORK, THROTTLE, UNKNOWN -> StockoutCause.UNKNOWN;
        };
    }
}
