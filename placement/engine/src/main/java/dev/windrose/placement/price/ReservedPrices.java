package dev.windrose.placement.price;

import dev.windrose.placement.ClusterView;
import dev.windrose.placement.Money;
import dev.windrose.placement.Prices;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.NodeInventory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prices with reservations over them: what is reserved is paid for, used or not, up to its count.
 *
 * <p>Where more such nodes run than are reserved, the cloud's bill does not say which of them is covered; each is then
 * planned with the average, so that all of them together cost what the bill says. What is beyond the reservation is
 * billed at the price of its own tier, else on demand; where nobody knows that price, the average is unknown.
 *
 * @param base without reservations
 * @param reservations all that may apply
 * @param running how many nodes each covers by its terms, counted over the fleet
 */
public record ReservedPrices(Prices base, List<Reservation> reservations, Map<Reservation, Integer> running)
        implements Prices {
    public ReservedPrices {
        reservations = List.copyOf(reservations);
        running = Map.copyOf(running);
    }

    /** Counts the nodes; the base itself where nothing is reserved. */
    public static Prices over(Prices base, List<Reservation> reservations, Collection<ClusterView> clusters) {
        if (reservations.isEmpty()) {
            return base;
        }
        var running = new HashMap<Reservation, Integer>();
        for (var cluster : clusters) {
            for (var node : cluster.nodes()) {
                key(cluster, node).stream()
                        .flatMap(key -> reservations.stream().filter(each -> each.covers(key)))
                        .forEach(each -> running.merge(each, 1, Integer::sum));
            }
        }
        return new ReservedPrices(base, reservations, running);
    }

    private static Optional<Key> key(ClusterView cluster, NodeInventory node) {
        var origin = node.origin();
        var cloud = cluster.cloud().or(origin::cloud);
        var region = origin.region().or(cluster::region);
        return cloud.isEmpty() || region.isEmpty() || origin.instanceType().isEmpty()
                ? Optional.empty()
                : Optional.of(new Key(
                        cloud.get(),
                        region.get(),
                        origin.zone(),
                        origin.instanceType().get(),
                        origin.tier()));
    }

    @Override
    public Optional<Quote> quote(Key key) {
        var covering = reservations.stream().filter(each -> each.covers(key)).toList();
        if (covering.isEmpty()) {
            return base.quote(key);
        }
        long nodes = covering.stream()
                .mapToInt(each -> running.getOrDefault(each, 0))
                .max()
                .orElse(0);
        long left = Math.max(nodes, 1);
        var total = Money.ZERO;
        for (var reservation : covering) {
            long here = Math.min(left, reservation.count());
            total = total.plus(reservation.hourly().times(here));
            left -= here;
        }
        var agreements = String.join(
                ", ", covering.stream().map(Reservation::agreement).distinct().toList());
        return left == 0
                ? Optional.of(new Quote(total.share(1, Math.max(nodes, 1)), "reserved by " + agreements, true, false))
                : beyond(key, total, nodes, left, agreements);
    }

    private Optional<Quote> beyond(Key key, Money reserved, long nodes, long left, String agreements) {
        return base.quote(key)
                .or(() -> base.quote(onDemand(key)))
                .map(quote -> new Quote(
                        reserved.plus(quote.nodePerHour().times(left)).share(1, nodes),
                        "%d of %d reserved by %s, the others at %s (%s)"
                                .formatted(nodes - left, nodes, agreements, quote.nodePerHour(), quote.source()),
                        true,
                        quote.doubted()));
    }

    private static Key onDemand(Key key) {
        return new Key(key.cloud(), key.region(), key.zone(), key.instanceType(), CapacityTier.ON_DEMAND);
    }
}
