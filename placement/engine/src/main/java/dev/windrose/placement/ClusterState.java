package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.OtherGpus;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.latency.Latencies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One cluster while a plan is made. */
final class ClusterState {
    private final ClusterView view;
    private final Optional<Rejection> silent;
    private final SortedMap<NodeGroup.Key, NodeGroup> groups;
    private final Map<WorkloadUid, Integer> riddles;
    private final String region;
    private final Latencies latencies;

    ClusterState(ClusterView view, PlanningInput input, Map<StockOut, Trial> trials) {
        this.view = view;
        this.silent = silence(view, input.settings());
        this.riddles = riddles(view);
        this.latencies = input.settings().latencies();
        this.region = view.region().orElseGet(() -> {
            List<String> ofNodes = view.nodes().stream()
                    .flatMap(node -> node.origin().region().stream())
                    .distinct()
                    .toList();
            return ofNodes.size() == 1 ? ofNodes.getFirst() : "";
        });
        this.groups = groups(input, trials);
    }

    /** Whether it is near enough to the callers. */
    Optional<Rejection> tooFar(LatencyWish wish) {
        return wish.judge(region, latencies);
    }

    private static Optional<Rejection> silence(ClusterView view, PlannerSettings settings) {
        if (view.presence() != Presence.READY) {
            return Optional.of(new Rejection(Reason.CLUSTER_NOT_READY, "presence is " + view.presence()));
        }
        if (view.inventoryAge().isEmpty()) {
            return Optional.of(new Rejection(Reason.INVENTORY_STALE, "no inventory was received yet"));
        }
        if (view.inventoryAge().get().compareTo(settings.maxInventoryAge()) > 0) {
            return Optional.of(new Rejection(
                    Reason.INVENTORY_STALE,
                    "inventory is " + view.inventoryAge().get().toSeconds() + " s old, at most "
                            + settings.maxInventoryAge().toSeconds() + " s is trusted"));
        }
        return Optional.empty();
    }

    private SortedMap<NodeGroup.Key, NodeGroup> groups(PlanningInput input, Map<StockOut, Trial> trials) {
        Map<NodeGroup.Key, List<NodeSlot>> slots = new TreeMap<>();
        for (NodeInventory node : view.nodes()) {
            for (NodeInventory kind : node.kinds()) {
                kind.gpu()
                        .ifPresent(gpu -> slots.computeIfAbsent(NodeGroup.Key.of(gpu, kind), _ -> new ArrayList<>())
                                .add(new NodeSlot(kind, gpu, NodeShare.of(node, gpu))));
            }
        }
        Map<NodeGroup.Key, List<NodeSlot>> spare = SpareNodes.of(view).stream()
                .collect(Collectors.toMap(
                        SpareNodes.Spare::group,
                        SpareNodes.Spare::slots,
                        (one, other) ->
                                Stream.concat(one.stream(), other.stream()).toList()));
        SortedMap<NodeGroup.Key, NodeGroup> groups = new TreeMap<>();
        slots.forEach(
                (key, nodes) -> groups.put(key, group(key, nodes, Optional.ofNullable(spare.get(key)), input, trials)));
        return groups;
    }

    private NodeGroup group(
            NodeGroup.Key key,
            List<NodeSlot> slots,
            Optional<List<NodeSlot>> spare,
            PlanningInput input,
            Map<StockOut, Trial> trials) {
        Optional<StockOut> soldOut = spare.isEmpty() // it does not scale, so nothing is asked for
                ? Optional.empty()
                : input.stockOuts().stream()
                        .filter(out -> out.concerns(id(), key))
                        .max(Comparator.comparing(StockOut::until));
        boolean closed = soldOut.filter(out -> out.closed(input.now())).isPresent();
        return new NodeGroup(
                key,
                slots,
                closed ? List.of() : spare.orElse(List.of()),
                soldOut,
                soldOut.filter(_ -> !closed).map(out -> trials.computeIfAbsent(out, _ -> new Trial())));
    }

    private static Map<WorkloadUid, Integer> riddles(ClusterView view) {
        Map<WorkloadUid, Integer> use = new HashMap<>();
        for (NodeInventory node : view.nodes()) {
            if (!node.understanding().understood()) {
                node.gpu()
                        .ifPresent(gpu -> gpu.usedByOwner().forEach((uid, gpus) -> use.merge(uid, gpus, Integer::sum)));
            }
            // Slices whose labels are gone for a while, or wrong: what runs there runs on.
            node.others().stream()
                    .map(OtherGpus::gpu)
                    .filter(gpu -> gpu.source() == GpuSource.DEVICE_PLUGIN)
                    .forEach(gpu -> gpu.usedByOwner().forEach((uid, gpus) -> use.merge(uid, gpus, Integer::sum)));
        }
        return use;
    }

    /** GPUs that pods of the workload hold and that are not understood, or not placed on, whatever they are. */
    int observedOnRiddles(WorkloadUid uid) {
        return riddles.getOrDefault(uid, 0);
    }

    ClusterView view() {
        return view;
    }

    ClusterId id() {
        return view.id();
    }

    /** Region of the cluster, or empty when nobody says or the nodes disagree. */
    String region() {
        return region;
    }

    /** Why nothing that is known of this cluster can be acted on; empty when it is fresh. */
    Optional<Rejection> silent() {
        return silent;
    }

    Iterable<NodeGroup> groups() {
        return groups.values();
    }

    Optional<NodeGroup> group(NodeGroup.Key key) {
        return Optional.ofNullable(groups.get(key));
    }
}
