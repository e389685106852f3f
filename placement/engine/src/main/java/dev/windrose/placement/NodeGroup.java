package dev.windrose.placement;

import dev.windrose.placement.inventory.CapacityTier;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.WorkloadUid;
import dev.windrose.placement.packing.TieBreak;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The nodes of one cluster that are alike to a pod: same product, instance type and tier. */
final class NodeGroup {
    /** What makes nodes alike. */
    record Key(GpuProduct product, Optional<String> instanceType, CapacityTier tier) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::product)
                .thenComparing(key -> key.instanceType().orElse(""))
                .thenComparing(Key::tier);

        static Key of(AssignmentKey assignment) {
            return of(assignment.shape(), assignment.tier());
        }

        static Key of(GpuInventory gpu, NodeInventory node) {
            return new Key(
                    gpu.product(), node.origin().instanceType(), node.origin().tier());
        }

        static Key of(Shape shape, CapacityTier tier) {
            return new Key(shape.product(), shape.instanceType(), tier);
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Key key;
    private final List<NodeSlot> slots;
    private final List<NodeSlot> spare;
    private final Optional<StockOut> soldOut;
    private final Optional<Trial> trial;
    private final Map<WorkloadUid, Integer> understoodUse = new HashMap<>();

    /** What of it no workload decides: asked for each workload, over all nodes. */
    private final Optional<Integer> usableMiB;

    private final Optional<Rejection> closed;
    private final boolean untainted;
    private final int mostPerReplica;

    /** Of what is free now; forgotten when something is taken. */
    private final Map<Collection<Toleration>, Free> free = new HashMap<>(2);

    private record Free(int total, int largest) {}

    /**
     * @param spare nodes that an autoscaler may add, empty ones; those of a stock-out left out
     * @param soldOut why some are left out, or may be tried by one only
     * @param trial present where one may try
     */
    NodeGroup(Key key, List<NodeSlot> slots, List<NodeSlot> spare, Optional<StockOut> soldOut, Optional<Trial> trial) {
        this.key = key;
        this.trial = trial;
        this.spare = spare;
        this.soldOut = soldOut;
        this.slots = slots.stream()
                .sorted(Comparator.comparing(slot -> slot.node().name()))
                .toList();
        this.slots.stream()
                .filter(slot -> slot.node().understanding().understood())
                .forEach(slot ->
                        slot.gpu().usedByOwner().forEach((uid, gpus) -> understoodUse.merge(uid, gpus, Integer::sum)));
        this.usableMiB = leastMemory(this.slots);
        this.closed = whyClosed(this.slots);
        this.untainted = this.slots.stream().allMatch(slot -> slot.hardTaints().isEmpty());
        this.mostPerReplica = most(this.slots.stream().filter(NodeSlot::usable));
    }

    Key key() {
        return key;
    }

    List<NodeSlot> slots() {
        return slots;
    }

    /** Nodes that are there, and those that an autoscaler may add. */
    Stream<NodeSlot> allSlots() {
        return Stream.concat(slots.stream(), spare.stream());
    }

    Shape shape(int gpus) {
        return new Shape(key.product(), gpus, key.instanceType());
    }

    /** Nodes that could take something of this workload if they had free GPUs. */
    Stream<NodeSlot> open(Collection<Toleration> tolerations) {
        return slots.stream().filter(slot -> slot.usable() && slot.toleratedBy(tolerations));
    }

    /** Why nothing new may come to any of its nodes, whatever it is. */
    Optional<Rejection> closed() {
        return closed;
    }

    private static Optional<Rejection> whyClosed(List<NodeSlot> slots) {
        Optional<NodeSlot> riddle = slots.stream()
                .filter(slot -> !slot.node().understanding().understood())
                .findFirst();
        if (riddle.isPresent()
                && slots.stream().noneMatch(slot -> slot.node().understanding().understood())) {
            return Optional.of(new Rejection(
                    Reason.NOT_UNDERSTOOD,
                    "node " + riddle.get().node().name() + ": "
                            + riddle.get().node().understanding().reason()));
        }
        Optional<NodeSlot> shared =
                slots.stream().filter(slot -> !slot.isolated()).findFirst();
        if (shared.isPresent()) {
            return Optional.of(new Rejection(
                    Reason.GPU_SHARED,
                    "node " + shared.get().node().name() + " shares its GPUs: "
                            + shared.get().gpu().sharing()));
        }
        return slots.stream().anyMatch(NodeSlot::usable)
                ? Optional.empty()
                : Optional.of(new Rejection(
                        Reason.NODE_NOT_USABLE, "0 of " + slots.size() + " nodes are ready and schedulable"));
    }

    /** Whether its units are parts of GPUs. */
    boolean slices() {
        return slots.stream().anyMatch(slot -> slot.gpu().slice());
    }

    /** The least that every node has; empty when one does not say. */
    Optional<Integer> usableMiB() {
        return usableMiB;
    }

    private static Optional<Integer> leastMemory(List<NodeSlot> slots) {
        return slots.stream().allMatch(slot -> slot.gpu().usableMiB().isPresent())
                ? slots.stream()
                        .flatMap(slot -> slot.gpu().usableMiB().stream())
                        .min(Integer::compare)
                : Optional.empty();
    }

    int mostPerReplica(Collection<Toleration> tolerations) {
        return untainted ? mostPerReplica : most(open(tolerations));
    }

    private static int most(Stream<NodeSlot> slots) {
        return slots.mapToInt(NodeSlot::mostPerReplica).max().orElse(0);
    }

    /** GPUs that one replica could have if all were well; what is ill today does not change what fits. */
    int largestNode() {
        return slots.stream().mapToInt(NodeSlot::mostWhenWell).max().orElse(0);
    }

    /** Whether enough stays free for failover when {@code gpus} are taken: by all nodes that can take something. */
    boolean leaves(Limit.Percent headroom, int gpus) {
        return headroom.value() == 0 || freeOfUsable() - gpus >= kept(headroom);
    }

    private String textOfKept(Limit.Percent headroom, int gpus) {
        return "%d GPUs are free, one replica needs %d, and %d of %d are kept for failover (%s)"
                .formatted(freeOfUsable(), gpus, kept(headroom), usable(), headroom.text());
    }

    private int kept(Limit.Percent headroom) {
        return headroom.of(usable());
    }

    private int usable() {
        return slots.stream()
                .filter(NodeSlot::usable)
                .mapToInt(slot -> slot.gpu().allocatable())
                .sum();
    }

    private int freeOfUsable() {
        return slots.stream().filter(NodeSlot::usable).mapToInt(NodeSlot::free).sum();
    }

    private Free free(Collection<Toleration> tolerations) {
        return free.computeIfAbsent(untainted ? List.of() : tolerations, tolerated -> {
            IntSummaryStatistics all = open(tolerated).mapToInt(NodeSlot::free).summaryStatistics();
            return new Free((int) all.getSum(), Math.max(0, all.getMax()));
        });
    }

    /** Why there is no room for one replica on the nodes that are there; empty when there is. */
    Optional<Rejection> full(int gpus, Collection<Toleration> tolerations, Limit.Percent headroom) {
        Free now = free(tolerations);
        if (now.largest() >= gpus) {
            return leaves(headroom, gpus)
                    ? Optional.empty()
                    : Optional.of(new Rejection(Reason.HEADROOM, textOfKept(headroom, gpus)));
        }
        if (soldOut.isPresent()) {
            return Optional.of(new Rejection(
                    Reason.STOCKED_OUT,
                    "%d GPUs are free, one replica needs %d, and no node can be added: %s; one workload may try again from %s on"
                            .formatted(
                                    now.total(),
                                    gpus,
                                    soldOut.get().why(),
                                    soldOut.get().until())));
        }
        return Optional.of(
                now.total() >= gpus
                        ? new Rejection(
                                Reason.NOT_CONTIGUOUS,
                                "%d GPUs are free, at most %d of them on one node; one replica needs %d on one node"
                                        .formatted(now.total(), now.largest(), gpus))
                        : new Rejection(
                                Reason.NO_FREE_GPU,
                                "%d GPUs are free, one replica needs %d".formatted(now.total(), gpus)));
    }

    /** GPUs that pods of the workload are seen to hold here, on nodes that are understood. */
    int understoodUse(WorkloadUid uid) {
        return understoodUse.getOrDefault(uid, 0);
    }

    /**
     * Takes GPUs of one node for one replica: of the node where the fewest stay free, then of the first by name. Of cores
     * and memory inventory says nothing, so this is all of {@code packing} that can be asked. False when no node has them.
     */
    boolean place(int gpus, Collection<Toleration> tolerations) {
        Optional<NodeSlot> slot = slot(slots, gpus, tolerations);
        slot.ifPresent(found -> found.take(gpus));
        slot.ifPresent(_ -> free.clear());
        return slot.isPresent();
    }

    /** The same, of a node that is not there yet: of one that others already wait for, if they leave room. */
    boolean provision(int gpus, Collection<Toleration> tolerations, WorkloadUid workload) {
        Optional<NodeSlot> slot = spare(gpus, tolerations, workload);
        slot.ifPresent(found -> found.take(gpus));
        slot.ifPresent(_ -> trial.ifPresent(each -> each.begin(workload)));
        return slot.isPresent();
    }

    /** Whether {@link #provision} would do it. */
    boolean mayProvision(int gpus, Collection<Toleration> tolerations, WorkloadUid workload) {
        return spare(gpus, tolerations, workload).isPresent();
    }

    private Optional<NodeSlot> spare(int gpus, Collection<Toleration> tolerations, WorkloadUid workload) {
        boolean admitted = trial.isEmpty() || trial.get().admits(workload);
        return admitted ? slot(spare, gpus, tolerations) : Optional.empty();
    }

    /** Why an autoscaler is not counted on now. */
    Optional<StockOut> soldOut() {
        return soldOut;
    }

    private static Optional<NodeSlot> slot(List<NodeSlot> slots, int gpus, Collection<Toleration> tolerations) {
        NodeSlot best = null;
        for (NodeSlot slot : slots) {
            boolean better = best == null
                    || TieBreak.prefers(
                            slot.free(),
                            slot.node().name(),
                            best.free(),
                            best.node().name());
            if (better && slot.fits(gpus) && slot.usable() && slot.toleratedBy(tolerations)) {
                best = slot;
            }
        }
        return Optional.ofNullable(best);
    }
}
