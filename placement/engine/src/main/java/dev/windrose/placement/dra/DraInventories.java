package dev.windrose.placement.dra;

import dev.windrose.placement.dra.DraInventory.Devices;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeFacts;
import dev.windrose.placement.inventory.PodFacts;
import dev.windrose.placement.inventory.Understanding;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts what DRA drivers publish, by node. Pure; the order of objects does not matter.
 *
 * <p>Rules of resource.k8s.io/v1 (KEP-4381, KEP-4815 partitionable devices, KEP-5075 consumable capacity, KEP-5055 device
 * taints, KEP-5004 extended resources, KEP-5007 binding conditions).
 */
public final class DraInventories {
    /** Several nodes: such devices belong to none. */
    private static final String SHARED = "";

    private final DraFacts facts;
    private final List<NodeFacts> nodes;
    private final Map<String, NodeFacts> byName = new HashMap<>();
    private final List<ClassFacts.Demands> classes;
    private final Holdings holdings;
    private final SortedMap<String, SortedMap<Place, Count>> counts = new TreeMap<>();

    private record Place(String driver, DeviceKind kind) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byDriver = driver.compareTo(other.driver);
            return byDriver == 0 ? kind.compareTo(other.kind) : byDriver;
        }
    }

    /** What is known of devices of one kind at one place, from one pool or several. */
    private static final class Count {
        private final Set<String> pools = new TreeSet<>();
        private final Set<String> riddles = new TreeSet<>();
        private final Set<String> closed = new TreeSet<>();
        private Tally tally = new Tally(0, 0, new TreeMap<>(), 0, true);
    }

    private DraInventories(DraFacts facts, List<NodeFacts> nodes, List<PodFacts> pods) {
        this.facts = facts;
        this.nodes = nodes;
        nodes.forEach(node -> byName.put(node.name(), node));
        this.classes = facts.classes().stream()
                .sorted(Comparator.comparing(ClassFacts::name))
                .map(ClassFacts::demands)
                .toList();
        this.holdings = Holdings.of(facts.claims(), pods);
    }

    /** @param nodes all of the member's; devices of others are left out */
    public static DraInventory read(DraFacts facts, List<NodeFacts> nodes, List<PodFacts> pods) {
        return new DraInventories(facts, nodes, pods).read();
    }

    private DraInventory read() {
        for (Pools.Pool pool : Pools.of(facts.slices())) {
            if (DeviceKind.vendor(pool.key().driver()) != GpuVendor.UNKNOWN) {
                switch (pool) {
                    case Pools.Pool.Known known -> count(known);
                    case Pools.Pool.Unknown unknown -> mark(unknown);
                }
            }
        }
        SortedMap<String, List<Devices>> byNode = new TreeMap<>();
        counts.forEach((node, places) -> byNode.put(
                node,
                places.entrySet().stream()
                        .map(e -> devices(e.getKey(), e.getValue()))
                        .toList()));
        List<Devices> shared = byNode.getOrDefault(SHARED, List.of());
        byNode.remove(SHARED);
        return new DraInventory(byNode, shared);
    }

    private void count(Pools.Pool.Known pool) {
        var counting = new PoolCount(pool, holdings.of(pool.key()), facts.taintRules());
        Map<String, Map<DeviceKind, List<DeviceFacts>>> places = new TreeMap<>();
        for (Pools.Member member : pool.members()) {
            place(member.reach())
                    .ifPresent(node -> places.computeIfAbsent(node, _ -> new TreeMap<>())
                            .computeIfAbsent(
                                    DeviceKind.of(pool.key().driver(), member.device()), _ -> new ArrayList<>())
                            .add(member.device()));
        }
        places.forEach((node, kinds) -> kinds.forEach((kind, devices) -> {
            Count count = at(node, pool.key().driver(), kind);
            count.pools.add(pool.key().pool());
            Tally tally = counting.count(devices, kind.sharing() == GpuSharing.CONSUMABLE);
            count.tally = count.tally.plus(tally);
            count.riddles.addAll(counting.riddles());
            if (!tally.exact()) {
                count.riddles.add("so many ways to cut the GPUs that not all were tried");
            }
            closed(pool.key().driver(), kind, devices).ifPresent(count.closed::add);
        }));
    }

    private Count at(String node, String driver, DeviceKind kind) {
        return counts.computeIfAbsent(node, _ -> new TreeMap<>())
                .computeIfAbsent(new Place(driver, kind), _ -> new Count());
    }

    /** The one node that can use it, {@link #SHARED} for several or nobody knows which, empty when none is there. */
    private Optional<String> place(Reach reach) {
        if (reach instanceof Reach.Unclear || reach instanceof Reach.PerDevice) {
            return Optional.of(SHARED);
        }
        if (reach instanceof Reach.Node(String name)) {
            return Optional.of(name).filter(byName::containsKey);
        }
        List<String> names = nodes.stream()
                .filter(reach::includes)
                .map(NodeFacts::name)
                .limit(2)
                .toList();
        return switch (names.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(names.getFirst());
            default -> Optional.of(SHARED);
        };
    }

    /** Nothing is known of such a pool but what claims hold of it. */
    private void mark(Pools.Pool.Unknown pool) {
        Set<String> reached = new TreeSet<>();
        for (SliceFacts slice : pool.slices()) {
            if (slice.reach() instanceof Reach.PerDevice()) {
                slice.devices().forEach(device -> place(device.reach()).ifPresent(reached::add));
            } else {
                place(slice.reach()).ifPresent(reached::add);
            }
        }
        DeviceKind kind = new DeviceKind(
                DeviceKind.vendor(pool.key().driver()), GpuProduct.UNKNOWN, GpuSharing.UNKNOWN, Optional.empty());
        SortedMap<WorkloadUid, Integer> ours = new TreeMap<>();
        int foreign = 0;
        for (List<Holdings.Held> held : holdings.of(pool.key()).values()) {
            Optional<WorkloadUid> owner = held.getFirst().owner();
            owner.ifPresent(uid -> ours.merge(uid, 1, Integer::sum));
            foreign += owner.isPresent() ? 0 : 1;
        }
        for (String node : reached) {
            Count count = at(node, pool.key().driver(), kind);
            count.pools.add(pool.key().pool());
            count.tally = count.tally.plus(new Tally(0, 0, ours, foreign, true));
            count.riddles.add(pool.why());
        }
    }

    /** Why no pod of ours can have them: pods ask by extended resource, which a DeviceClass must give them. */
    private Optional<String> closed(String driver, DeviceKind kind, List<DeviceFacts> devices) {
        String asked = GpuResources.askedFor(kind.product());
        String unread = "";
        for (ClassFacts.Demands each : classes) {
            if (each.extendedResource().equals(asked)) {
                if (devices.stream().allMatch(device -> each.takes(driver, device))) {
                    return Optional.empty();
                }
                unread = each.understood() ? unread : each.name();
            }
        }
        return Optional.of(
                unread.isEmpty()
                        ? "no DeviceClass offers these devices as " + asked
                                + ", so pods need a ResourceClaim, which workloads do not make. Maybe set its extendedResourceName."
                        : "DeviceClass " + unread + " offers " + asked + " by a selector that is not understood.");
    }

    private static Devices devices(Place place, Count count) {
        Optional<String> closed = count.closed.stream().findFirst();
        boolean named = closed.isEmpty() && place.kind().product().known();
        GpuInventory gpu = count.tally.inventory(
                place.kind(), named ? GpuResources.askedFor(place.kind().product()) : place.driver());
        Understanding understanding = !count.riddles.isEmpty()
                ? Understanding.not(String.join("; ", count.riddles))
                : place.kind().product().known()
                        ? Understanding.FULL
                        : Understanding.not("the driver does not name a product that is known");
        return new Devices(place.driver(), String.join(",", count.pools), gpu, understanding, closed);
    }
}
