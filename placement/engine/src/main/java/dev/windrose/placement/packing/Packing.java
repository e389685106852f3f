package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of one cluster and the pods on them. Each pod goes to the node with the best {@link PackingRule score}, and
 * between equals by {@link TieBreak}; the same pods in the same order always end on the same nodes.
 */
public final class Packing {
    /** Scores that differ by less are equal: sums of the same terms may differ in their last bits. */
    private static final double EQUAL = 1e-9;

    private static final BitSet NONE = new BitSet();

    private final Room[] rooms;
    private final double[] fragmentation;
    private final int[] versions;
    private final List<List<Pod>> pods = new ArrayList<>();
    private final Fragmentation measure;
    private final PackingRule rule;
    private final Map<PodNeed, Scores> scores = new HashMap<>();
    private long allocated;

    /** @throws IllegalArgumentException when two nodes share a name */
    public Packing(Collection<NodeSpec> nodes, TypicalPods typical, PackingRule rule) {
        this.rule = rule;
        this.measure = new Fragmentation(typical);
        this.rooms = nodes.stream()
                .sorted(Comparator.comparing(NodeSpec::name))
                .map(Room::new)
                .toArray(Room[]::new);
        this.fragmentation = new double[rooms.length];
        this.versions = new int[rooms.length];
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rooms.length; i++) {
            if (!names.add(rooms[i].spec().name())) {
                throw new IllegalArgumentException(
                        "Two nodes are named %s.".formatted(rooms[i].spec().name()));
            }
            pods.add(new ArrayList<>());
            fragmentation[i] = measure.of(rooms[i]);
        }
    }

    /** Puts a pod where it fits best; its node's name, or empty when it fits nowhere. */
    public Optional<String> place(PodNeed need) {
        int node = best(need, NONE);
        if (node < 0) {
            return Optional.empty();
        }
        put(need, node);
        return Optional.of(rooms[node].spec().name());
    }

    /** Thousandths of GPUs that pods hold. */
    public long allocatedGpuMilli() {
        return allocated;
    }

    /** Thousandths of GPUs that there are. */
    public long totalGpuMilli() {
        long total = 0;
        for (Room room : rooms) {
            total += (long) room.spec().gpus() * PodNeed.WHOLE;
        }
        return total;
    }

    int nodes() {
        return rooms.length;
    }

    Room room(int node) {
        return rooms[node];
    }

    /** Rises whenever something changes on the node. */
    int version(int node) {
        return versions[node];
    }

    List<Pod> podsOn(int node) {
        return pods.get(node);
    }

    /** The best node but those; -1 when there is none. */
    int best(PodNeed need, BitSet but) {
        Scores known = scoresOf(need);
        BitSet fitting = known.fitting();
        int best = -1;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int node = fitting.nextSetBit(0); node >= 0; node = fitting.nextSetBit(node + 1)) {
            if (but.get(node)) {
                continue;
            }
            double score = known.of(node, rooms[node], fragmentation[node], measure, rule);
            if (score > bestScore + EQUAL || (best >= 0 && score >= bestScore - EQUAL && ahead(node, best))) {
                best = node;
                bestScore = score;
            }
        }
        return best;
    }

    /** The nodes that a pod fits on; changes with them. */
    BitSet fitting(PodNeed need) {
        return scoresOf(need).fitting();
    }

    private boolean ahead(int node, int other) {
        return TieBreak.prefers(
                rooms[node].freeTotal(),
                rooms[node].spec().name(),
                rooms[other].freeTotal(),
                rooms[other].spec().name());
    }

    private Scores scoresOf(PodNeed need) {
        return scores.computeIfAbsent(need, each -> new Scores(each, rooms));
    }

    /** Puts a pod on a node where it fits, on the GPUs that are best there. */
    Pod put(PodNeed need, int node) {
        Scores known = scoresOf(need);
        known.of(node, rooms[node], fragmentation[node], measure, rule);
        Pod pod = new Pod(need, node, rooms[node].take(need, known.gpu(node)));
        pods.get(node).add(pod);
        allocated += need.totalGpuMilli();
        changed(node);
        return pod;
    }

    /** Takes a pod away. */
    void remove(Pod pod) {
        rooms[pod.node()].give(pod.need(), pod.gpus());
        pods.get(pod.node()).remove(pod);
        allocated -= pod.need().totalGpuMilli();
        changed(pod.node());
    }

    /** Puts a pod back on the GPUs that it was taken from. */
    void restore(Pod pod) {
        rooms[pod.node()].retake(pod.need(), pod.gpus());
        pods.get(pod.node()).add(pod);
        allocated += pod.need().totalGpuMilli();
        changed(pod.node());
    }

    private void changed(int node) {
        versions[node]++;
        fragmentation[node] = measure.of(rooms[node]);
        scores.values().forEach(each -> each.changed(node, rooms[node]));
    }
}
