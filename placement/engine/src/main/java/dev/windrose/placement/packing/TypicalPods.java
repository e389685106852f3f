package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What usually comes: the commonest needs, and how often. Fragmentation is judged by them: a free GPU is worth nothing
 * when none of these can use it.
 */
public final class TypicalPods {
    /** The commonest needs that make up this share of all pods; the long tail would only cost time. */
    private static final double COVERED = 0.95;

    private static final Comparator<Map.Entry<PodNeed, Integer>> COMMONEST_FIRST =
            Map.Entry.<PodNeed, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(
                            Map.Entry::getKey,
                            Comparator.comparingInt(PodNeed::totalGpuMilli)
                                    .thenComparingInt(PodNeed::cpuMilli)
                                    .thenComparingInt(PodNeed::memoryMiB)
                                    .thenComparing(need -> need.products().stream()
                                            .sorted()
                                            .toList()
                                            .toString()));

    /** One need and its share among the typical ones. */
    record Typical(PodNeed need, double share) {}

    private final List<Typical> typical;

    private TypicalPods(List<Typical> typical) {
        this.typical = List.copyOf(typical);
    }

    /** Those of what was seen; the order of {@code seen} does not matter. */
    public static TypicalPods of(Collection<PodNeed> seen) {
        Map<PodNeed, Integer> counts = new HashMap<>();
        seen.forEach(need -> counts.merge(need, 1, Integer::sum));
        List<Map.Entry<PodNeed, Integer>> commonest = new ArrayList<>();
        int covered = 0;
        for (var entry : counts.entrySet().stream().sorted(COMMONEST_FIRST).toList()) {
            if (covered >= COVERED * seen.size()) {
                break;
            }
            commonest.add(entry);
            covered += entry.getValue();
        }
        double all = covered;
        return new TypicalPods(commonest.stream()
                .map(entry -> new Typical(entry.getKey(), entry.getValue() / all))
                .toList());
    }

    List<Typical> all() {
        return typical;
    }
}
