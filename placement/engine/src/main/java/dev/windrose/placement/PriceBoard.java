package dev.windrose.placement;

import dev.windrose.placement.calm.SpotHazards;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeOrigin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Allocated prices of one replica: its share of the node. Nodes of one group may lie in zones of different price and the
 * member's scheduler picks among them, so the dearest counts; if one has no known price, none is known.
 */
final class PriceBoard {
    private record Asked(ClusterId cluster, NodeGroup.Key group, int gpus) {}

    private final Prices prices;
    private final Map<Asked, Optional<Money>> known = new HashMap<>();
    private final Map<Asked, Boolean> doubted = new HashMap<>();
    private final Map<Asked, Optional<Money>> earlier = new HashMap<>();
    private final Map<Prices.Key, Optional<Prices.Quote>> quotes = new HashMap<>();
    private final SpotHazards hazards;
    private final Map<Asked, Integer> interruptions = new HashMap<>();

    PriceBoard(Prices prices, SpotHazards hazards) {
        this.prices = prices;
        this.hazards = hazards;
    }

    /** Of a replica that a row has; empty where its nodes are not known any more. */
    Optional<Money> perReplica(Fleet fleet, AssignmentKey key) {
        return fleet.cluster(key.cluster())
                .flatMap(cluster -> cluster.group(NodeGroup.Key.of(key))
                        .flatMap(group -> perReplica(cluster, group, key.shape().gpusPerReplica())));
    }

    Optional<Money> perReplica(ClusterState cluster, NodeGroup group, int gpus) {
        Asked asked = new Asked(cluster.id(), group.key(), gpus);
        Optional<Money> before = known.get(asked);
        if (before != null) {
            return before;
        }
        Optional<Money> price = compute(cluster, group, gpus, quote -> Optional.of(quote.nodePerHour()));
        known.put(asked, price);
        return price;
    }

    /** What {@link #perReplica} was by the refresh of prices before this one; empty where that did not know it. */
    Optional<Money> earlier(Fleet fleet, AssignmentKey key) {
        return fleet.cluster(key.cluster())
                .flatMap(cluster -> cluster.group(NodeGroup.Key.of(key))
                        .flatMap(group -> earlier(cluster, group, key.shape().gpusPerReplica())));
    }

    private Optional<Money> earlier(ClusterState cluster, NodeGroup group, int gpus) {
        Asked asked = new Asked(cluster.id(), group.key(), gpus);
        Optional<Money> before = earlier.get(asked);
        if (before != null) {
            return before;
        }
        Optional<Money> price = compute(cluster, group, gpus, Prices.Quote::earlier);
        earlier.put(asked, price);
        return price;
    }

    private Optional<Money> compute(
            ClusterState cluster, NodeGroup group, int gpus, Function<Prices.Quote, Optional<Money>> node) {
        Optional<Money> dearest = Optional.empty();
        for (NodeSlot slot : group.slots()) {
            if (slot.gpu().capacity() < gpus) {
                continue;
            }
            Optional<Money> price = quote(cluster, slot)
                    .flatMap(node)
                    .flatMap(whole -> slot.share().map(share -> share.of(whole, gpus)));
            if (price.isEmpty()) {
                return Optional.empty();
            }
            dearest = dearest.isPresent() && dearest.get().compareTo(price.get()) > 0 ? dearest : price;
        }
        return dearest;
    }

    /** Whether what a replica costs is doubted on any node it may be on: then it moves neither there nor away. */
    boolean doubted(Fleet fleet, AssignmentKey key) {
        int gpus = key.shape().gpusPerReplica();
        return fleet.cluster(key.cluster())
                .flatMap(cluster -> cluster.group(NodeGroup.Key.of(key)).map(group -> doubted(cluster, group, gpus)))
                .orElse(false);
    }

    private boolean doubted(ClusterState cluster, NodeGroup group, int gpus) {
        Asked asked = new Asked(cluster.id(), group.key(), gpus);
        Boolean before = doubted.get(asked);
        if (before != null) {
            return before;
        }
        boolean any = group.slots().stream()
                .filter(slot -> slot.gpu().capacity() >= gpus)
                .anyMatch(slot ->
                        quote(cluster, slot).filter(Prices.Quote::doubted).isPresent());
        doubted.put(asked, any);
        return any;
    }

    /** Interruptions of a machine in a thousand hours, of the worst zone; 0 where the machines are not taken back. */
    int interruptions(Fleet fleet, AssignmentKey key) {
        if (key.tier() != CapacityTier.SPOT) {
            return 0;
        }
        Asked asked = new Asked(key.cluster(), NodeGroup.Key.of(key), 0);
        Integer before = interruptions.get(asked);
        if (before != null) {
            return before;
        }
        int worst = fleet.cluster(key.cluster())
                .flatMap(cluster -> cluster.group(asked.group()).map(group -> worst(cluster, group)))
                .orElse(SpotHazards.UNSEEN);
        interruptions.put(asked, worst);
        return worst;
    }

    private int worst(ClusterState cluster, NodeGroup group) {
        return group.slots().stream()
                .mapToInt(slot -> key(cluster, slot)
                        .map(each -> hazards.of(SpotMachines.key(each)))
                        .orElse(SpotHazards.UNSEEN))
                .max()
                .orElse(SpotHazards.UNSEEN);
    }

    private Optional<Prices.Quote> quote(ClusterState cluster, NodeSlot slot) {
        return key(cluster, slot).flatMap(key -> quotes.computeIfAbsent(key, prices::quote));
    }

    private static Optional<Prices.Key> key(ClusterState cluster, NodeSlot slot) {
        return key(cluster.view(), cluster.region(), slot.node().origin());
    }

    /** @param clusterRegion where the node does not say; empty: unknown */
    static Optional<Prices.Key> key(ClusterView view, String clusterRegion, NodeOrigin origin) {
        Optional<String> cloud = view.cloud().or(origin::cloud);
        Optional<String> region =
                origin.region().or(() -> Optional.of(clusterRegion).filter(text -> !text.isEmpty()));
        if (cloud.isEmpty() || region.isEmpty() || origin.instanceType().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Prices.Key(
                cloud.get(), region.get(), origin.zone(), origin.instanceType().get(), origin.tier()));
    }
}
