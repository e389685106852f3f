package dev.windrose.placement.packing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pods that would have to leave one node so that a certain pod fits there.
 *
 * @param pods at least one, all of the same node
 * @param gpuMilli what they hold of GPUs
 * @param cpuMilli what they hold of cores
 */
record Eviction(List<Pod> pods, int gpuMilli, int cpuMilli) {
    /** More pods than this are not moved off one GPU for the sake of one. */
    private static final int MOST_SHARERS = 3;

    /** Those that are easiest to place elsewhere first; the order is the same for the same nodes. */
    static final Comparator<Eviction> EASIEST_FIRST = Comparator.<Eviction>comparingInt(
                    each -> each.pods().size())
            .thenComparingInt(Eviction::gpuMilli)
            .thenComparingInt(Eviction::cpuMilli)
            .thenComparingInt(Eviction::node);

    private static Eviction of(List<Pod> pods) {
        return new Eviction(pods, sum(pods, PodNeed::totalGpuMilli), sum(pods, PodNeed::cpuMilli));
    }

    int node() {
        return pods.getFirst().node();
    }

    private interface Amount {
        int of(PodNeed need);
    }

    private static int sum(List<Pod> pods, Amount amount) {
        int sum = 0;
        for (Pod pod : pods) {
            sum += amount.of(pod.need());
        }
        return sum;
    }

    /** All that are worth a try on one node; empty when the node could not take the pod anyway. */
    static List<Eviction> on(Room room, List<Pod> pods, PodNeed need) {
        if (!need.runsOn(room.spec().product()) || room.spec().gpus() < need.gpus()) {
            return List.of();
        }
        if (room.hasGpus(need)) {
            return forCores(room, pods, need);
        }
        return need.gpus() == 1 ? forOneGpu(room, pods, need) : forSeveralGpus(room, pods, need);
    }

    /** One pod goes, for its cores and memory. */
    private static List<Eviction> forCores(Room room, List<Pod> pods, PodNeed need) {
        List<Eviction> found = new ArrayList<>();
        Set<PodNeed> tried = new HashSet<>();
        for (Pod pod : pods) {
            if (enough(room, List.of(pod), need) && tried.add(pod.need())) {
                found.add(of(List.of(pod)));
            }
        }
        return found;
    }

    /** One of a GPU's sharers goes, or all of them do. */
    private static List<Eviction> forOneGpu(Room room, List<Pod> pods, PodNeed need) {
        List<Eviction> found = new ArrayList<>();
        for (int gpu = 0; gpu < room.gpus(); gpu++) {
            List<Pod> sharers = sharers(pods, gpu);
            int missing = need.gpuMilli() - room.freeOf(gpu);
            for (Pod pod : sharers) {
                if (pod.need().gpuMilli() >= missing && enough(room, List.of(pod), need)) {
                    found.add(of(List.of(pod)));
                }
            }
            if (sharers.size() > 1 && sharers.size() <= MOST_SHARERS && enough(room, sharers, need)) {
                found.add(of(sharers));
            }
        }
        return found;
    }

    /** The GPUs that are emptied most easily are emptied. */
    private static List<Eviction> forSeveralGpus(Room room, List<Pod> pods, PodNeed need) {
        List<List<Pod>> partly = new ArrayList<>();
        int missing = need.gpus();
        for (int gpu = 0; gpu < room.gpus(); gpu++) {
            List<Pod> sharers = sharers(pods, gpu);
            if (sharers.isEmpty()) {
                missing--;
            } else if (sharers.stream().allMatch(pod -> pod.need().gpus() == 1)) {
                partly.add(sharers);
            }
        }
        if (missing > partly.size()) {
            return List.of();
        }
        List<Pod> all = partly.stream()
                .sorted(Comparator.<List<Pod>>comparingInt(List::size)
                        .thenComparingInt(sharers -> sum(sharers, PodNeed::totalGpuMilli)))
                .limit(missing)
                .flatMap(List::stream)
                .toList();
        return enough(room, all, need) ? List.of(of(all)) : List.of();
    }

    private static List<Pod> sharers(List<Pod> pods, int gpu) {
        List<Pod> sharers = new ArrayList<>(MOST_SHARERS);
        for (Pod pod : pods) {
            if (pod.uses(gpu)) {
                sharers.add(pod);
            }
        }
        return sharers;
    }

    private static boolean enough(Room room, List<Pod> leaving, PodNeed need) {
        return room.freeCpu() + sum(leaving, PodNeed::cpuMilli) >= need.cpuMilli()
                && room.freeMemory() + sum(leaving, PodNeed::memoryMiB) >= need.memoryMiB();
    }
}
