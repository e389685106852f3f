package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuSource;
import dev.windrose.placement.inventory.WorkloadUid;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A count of devices of one kind.
 *
 * @param capacity devices there are, or the most that can be had at once where they exclude each other
 * @param free the most that can be had now
 * @param foreign held by others, or lost to what others hold of the same GPUs
 * @param exact whether {@code free} and {@code capacity} are the maximum and no mere lower bound
 */
record Tally(int capacity, int free, SortedMap<WorkloadUid, Integer> ours, int foreign, boolean exact) {
    Tally {
        ours = Collections.unmodifiableSortedMap(new TreeMap<>(ours));
    }

    Tally plus(Tally other) {
        SortedMap<WorkloadUid, Integer> both = new TreeMap<>(ours);
        other.ours.forEach((uid, count) -> both.merge(uid, count, Integer::sum));
        return new Tally(
                capacity + other.capacity, free + other.free, both, foreign + other.foreign, exact && other.exact);
    }

    /** @param resource the name by which pods ask for them */
    GpuInventory inventory(DeviceKind kind, String resource) {
        int used = ours.values().stream().mapToInt(Integer::intValue).sum();
        int allocatable = free + used + foreign;
        return new GpuInventory(
                kind.vendor(),
                resource,
                kind.product(),
                kind.usableMiB(),
                kind.sharing(),
                Math.max(capacity, allocatable),
                allocatable,
                ours,
                foreign,
                GpuSource.DRA);
    }
}
