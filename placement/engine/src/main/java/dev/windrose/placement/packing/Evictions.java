package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What could make way for one need, on each node; kept until the node changes. */
final class Evictions {
    private final PodNeed need;
    private final List<List<Eviction>> known = new ArrayList<>();
    private final int[] asOf;

    Evictions(PodNeed need, int nodes) {
        this.need = need;
        this.asOf = new int[nodes];
        Arrays.fill(asOf, -1);
        for (int i = 0; i < nodes; i++) {
            known.add(List.of());
        }
    }

    List<Eviction> on(int node, Packing packing) {
        if (asOf[node] != packing.version(node)) {
            asOf[node] = packing.version(node);
            known.set(node, Eviction.on(packing.room(node), packing.podsOn(node), need));
        }
        return known.get(node);
    }
}
