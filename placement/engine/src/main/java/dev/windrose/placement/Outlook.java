package dev.windrose.placement;

import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Slo;
import dev.windrose.placement.fit.SpeedEstimate;
import dev.windrose.placement.fit.Speeds;
import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.NodeInventory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be expected of a workload at one place: how fast a replica answers there, and where its price comes from. Pure.
 *
 * @param speed of one replica
 * @param slo whether that meets the workload's targets
 * @param price of the dearest node of the group, with its source and day; empty: nobody knows one
 */
public record Outlook(SpeedEstimate speed, Slo.Verdict slo, Optional<Prices.Quote> price) {
    /** Of one replica of that shape and tier in a cluster. */
    public static Outlook of(ClusterView view, Prices prices, ModelDemand model, Shape shape, CapacityTier tier) {
        List<NodeInventory> nodes = nodes(view, shape, tier).toList();
        SpeedEstimate speed = Speeds.estimate(model, shape.product(), shape.gpusPerReplica(), usableMiB(nodes));
        return new Outlook(speed, model.slo().judge(speed), price(prices, view, nodes));
    }

    private static Stream<NodeInventory> nodes(ClusterView view, Shape shape, CapacityTier tier) {
        return view.nodes().stream()
                .flatMap(node -> node.kinds().stream())
                .filter(node -> node.gpu()
                                .filter(gpu -> gpu.product().equals(shape.product()))
                                .isPresent()
                        && node.origin().instanceType().equals(shape.instanceType())
                        && node.origin().tier() == tier);
    }

    /** The least that every node has; empty when one does not say. */
    private static Optional<Integer> usableMiB(List<NodeInventory> nodes) {
        List<Optional<Integer>> all = nodes.stream()
                .flatMap(node -> node.gpu().stream())
                .map(GpuInventory::usableMiB)
                .toList();
        return all.stream().allMatch(Optional::isPresent)
                ? all.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    private static Optional<Prices.Quote> price(Prices prices, ClusterView view, List<NodeInventory> nodes) {
        String region = view.region()
                .or(() -> view.nodes().stream()
                        .flatMap(node -> node.origin().region().stream())
                        .findFirst())
                .orElse("");
        return nodes.stream()
                .flatMap(node -> PriceBoard.key(view, region, node.origin()).stream())
                .distinct()
                .flatMap(key -> prices.quote(key).stream())
                .max(Comparator.comparing(Prices.Quote::nodePerHour));
    }
}
