package dev.windrose.placement;

import dev.windrose.placement.calm.SpotKey;
import dev.windrose.placement.calm.SpotWatch;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import java.util.HashMap;
import java.util.Map;

/** The nodes of a cluster that the cloud may take back. */
public final class SpotMachines {
    private SpotMachines() {}

    /** By name; those whose type or region nobody knows are left out, for nothing could be learned from them. */
    public static Map<String, SpotWatch.Machine> of(ClusterView view) {
        Map<String, SpotWatch.Machine> machines = new HashMap<>();
        view.nodes().stream()
                .filter(node -> node.origin().tier() == CapacityTier.SPOT)
                .forEach(node -> PriceBoard.key(view, view.region().orElse(""), node.origin())
                        .ifPresent(key -> machines.put(node.name(), new SpotWatch.Machine(key(key), busy(node)))));
        return machines;
    }

    private static boolean busy(NodeInventory node) {
        return node.kinds().stream()
                .flatMap(kind -> kind.gpu().stream())
                .anyMatch(gpu -> !gpu.usedByOwner().isEmpty());
    }

    static SpotKey key(Prices.Key key) {
        return new SpotKey(key.cloud(), key.region(), key.zone(), key.instanceType());
    }
}
