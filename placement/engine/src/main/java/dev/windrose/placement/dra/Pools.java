package dev.windrose.placement.dra;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts pools together from slices (resource.k8s.io/v1, ResourcePool): only slices of the highest generation count, all of
 * them must be there, and device names must differ. What is not so is {@link Pool.Unknown}, whatever its slices say.
 */
final class Pools {
    private Pools() {}

    /** A driver's pool. */
    sealed interface Pool {
        PoolKey key();

        /** Complete and without contradiction. */
        record Known(
                PoolKey key,
                List<Member> members,
                Map<String, Map<String, BigDecimal>> counterSets,
                List<String> riddles)
                implements Pool {}

        /** Its devices, their number and what is free of them is unknown. */
        record Unknown(PoolKey key, List<SliceFacts> slices, String why) implements Pool {}
    }

    /** A device with the nodes it can be used from. */
    record Member(DeviceFacts device, Reach reach) {}

    static List<Pool> of(List<SliceFacts> slices) {
        Map<PoolKey, List<SliceFacts>> byKey = new TreeMap<>();
        for (SliceFacts slice : slices) {
            byKey.computeIfAbsent(new PoolKey(slice.driver(), slice.pool()), _ -> new ArrayList<>())
                    .add(slice);
        }
        List<Pool> pools = new ArrayList<>();
        byKey.forEach((key, all) -> pools.add(pool(key, all)));
        return pools;
    }

    private static Pool pool(PoolKey key, List<SliceFacts> all) {
        long newest = all.stream().mapToLong(SliceFacts::generation).max().orElseThrow();
        List<SliceFacts> kept = all.stream()
                .filter(slice -> slice.generation() == newest)
                .sorted(Comparator.comparing(SliceFacts::name))
                .toList();
        if (kept.stream().anyMatch(slice -> slice.sliceCount() != kept.size())) {
            return new Pool.Unknown(
                    key,
                    kept,
                    "pool %s of %s is incomplete: %d of %d ResourceSlices of generation %d. Maybe its driver is writing them."
                            .formatted(
                                    key.pool(),
                                    key.driver(),
                                    kept.size(),
                                    kept.getFirst().sliceCount(),
                                    newest));
        }
        return complete(key, kept);
    }

    private static Pool complete(PoolKey key, List<SliceFacts> kept) {
        List<Member> members = new ArrayList<>();
        Map<String, Map<String, BigDecimal>> counterSets = new TreeMap<>();
        List<String> riddles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SliceFacts slice : kept) {
            riddles.addAll(slice.riddles());
            for (DeviceFacts device : slice.devices()) {
                if (!names.add(device.name())) {
                    return invalid(key, kept, "device " + device.name());
                }
                members.add(new Member(
                        device, slice.reach() instanceof Reach.PerDevice() ? device.reach() : slice.reach()));
            }
            for (Map.Entry<String, Map<String, BigDecimal>> set :
                    slice.counterSets().entrySet()) {
                if (counterSets.put(set.getKey(), set.getValue()) != null) {
                    return invalid(key, kept, "counter set " + set.getKey());
                }
            }
        }
        members.sort(Comparator.comparing(member -> member.device().name()));
        return new Pool.Known(key, members, counterSets, riddles);
    }

    private static Pool invalid(PoolKey key, List<SliceFacts> kept, String what) {
        return new Pool.Unknown(key, kept, "pool %s of %s names %s twice.".formatted(key.pool(), key.driver(), what));
    }
}
