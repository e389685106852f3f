package dev.windrose.placement.member;

import dev.windrose.placement.inventory.GpuResources;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.PodFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What pods without a node ask for, by resource. */
final class QueuedDemands {
    private QueuedDemands() {}

    static List<QueuedDemand> of(List<PodFacts> pods) {
        Map<String, long[]> units = new TreeMap<>();
        for (PodFacts pod : pods) {
            if (pod.queued()) {
                for (String resource : resources(pod)) {
                    long asked = pod.effectiveRequest(resource);
                    units.computeIfAbsent(resource, _ -> new long[2])[
                            pod.owner().isPresent() ? 0 : 1] += asked;
                }
            }
        }
        List<QueuedDemand> queued = new ArrayList<>();
        units.forEach((resource, sums) -> {
            if (sums[0] + sums[1] > 0) {
                queued.add(new QueuedDemand(resource, clip(sums[0]), clip(sums[1])));
            }
        });
        return queued;
    }

    private static Set<String> resources(PodFacts pod) {
        Set<String> names = new HashSet<>();
        Stream.concat(pod.initContainers().stream(), pod.containers().stream()).forEach(container -> {
            names.addAll(container.requests().keySet());
            names.addAll(container.limits().keySet());
        });
        names.removeIf(name -> GpuResources.vendor(name) == GpuVendor.UNKNOWN);
        return names;
    }

    private static int clip(long units) {
        return Math.toIntExact(Math.min(units, Integer.MAX_VALUE / 2));
    }
}
