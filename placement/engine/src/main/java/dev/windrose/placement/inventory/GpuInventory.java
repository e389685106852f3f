package dev.windrose.placement.inventory;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The GPUs of one node under one resource name.
 *
 * @param resource extended resource, {@code nvidia.com/gpu}; the DRA driver's name where pods ask by claim only
 * @param usableMiB memory of one unit in MiB as the node reports it, never the marketing number; empty when unknown
 * @param capacity units the node has by its status; at least {@code allocatable}
 * @param allocatable units that pods may hold; the device plugin lowers it for GPUs that are ill
 * @param usedByOwner units held by pods of Windrose, by workload
 * @param usedByForeign units held by all other pods
 * @param source who says so
 */
public record GpuInventory(
        GpuVendor vendor,
        String resource,
        GpuProduct product,
        Optional<Integer> usableMiB,
        GpuSharing sharing,
        int capacity,
        int allocatable,
        SortedMap<WorkloadUid, Integer> usedByOwner,
        int usedByForeign,
        GpuSource source) {
    public GpuInventory {
        if (allocatable < 0 || capacity < allocatable || usedByForeign < 0) {
            throw new IllegalArgumentException(
                    "GPU counts must be 0 <= allocatable (%d) <= capacity (%d) and foreign use (%d) >= 0."
                            .formatted(allocatable, capacity, usedByForeign));
        }
        if (usableMiB.isPresent() && usableMiB.get() <= 0) {
            throw new IllegalArgumentException(
                    "Usable memory (%d MiB) must be positive. Maybe it is unknown: leave it empty."
                            .formatted(usableMiB.get()));
        }
        usedByOwner = Collections.unmodifiableSortedMap(new TreeMap<>(usedByOwner));
        usedByOwner.forEach((uid, used) -> {
            if (used <= 0) {
                throw new IllegalArgumentException(
                        "Use by workload %s (%d) must be positive.".formatted(uid.value(), used));
            }
        });
    }

    /** GPUs that the node's device plugin reports. */
    public GpuInventory(
            GpuVendor vendor,
            String resource,
            GpuProduct product,
            Optional<Integer> usableMiB,
            GpuSharing sharing,
            int capacity,
            int allocatable,
            SortedMap<WorkloadUid, Integer> usedByOwner,
            int usedByForeign) {
        this(
                vendor,
                resource,
                product,
                usableMiB,
                sharing,
                capacity,
                allocatable,
                usedByOwner,
                usedByForeign,
                GpuSource.DEVICE_PLUGIN);
    }

    /**
     * Whether one unit has memory of its own and may host a model: a whole GPU, or a slice whose name says which. AMD's
     * driver holds each partition to its part of the memory (Linux, drivers/gpu/drm/amd/amdgpu/amdgpu_xcp.h).
     */
    public boolean isolated() {
        return switch (sharing) {
            case FULL, MIG -> true;
            case PARTITION -> underOwnName();
            case TIME_SLICED, MPS, CONSUMABLE, UNKNOWN -> false;
        };
    }

    /** Whether one unit is a part of a GPU, which is never joined with another for one model. */
    public boolean slice() {
        return sharing == GpuSharing.MIG || sharing == GpuSharing.PARTITION;
    }

    /** Slices that a device plugin offers beside the whole GPUs, by a resource that says which they are. */
    boolean underOwnName() {
        return slice()
                && source == GpuSource.DEVICE_PLUGIN
                && !resource.equals(GpuResources.whole(resource))
                && resource.equals(GpuResources.askedFor(product));
    }

    /** Units held by pods of Windrose. */
    public int usedByOurs() {
        int used = 0;
        for (int each : usedByOwner.values()) {
            used += each;
        }
        return used;
    }

    /** Units that no pod holds now; never below zero, also when pods outlived units that fell ill. */
    public int unused() {
        return Math.max(0, allocatable - usedByForeign - usedByOurs());
    }

    /** The same GPUs with another use by the workloads of Windrose. */
    public GpuInventory withUse(Map<WorkloadUid, Integer> byOwner) {
        return new GpuInventory(
                vendor,
                resource,
                product,
                usableMiB,
                sharing,
                capacity,
                allocatable,
                new TreeMap<>(byOwner),
                usedByForeign,
                source);
    }

    /** The same GPUs with another use by others. */
    public GpuInventory withForeign(int units) {
        return new GpuInventory(
                vendor, resource, product, usableMiB, sharing, capacity, allocatable, usedByOwner, units, source);
    }

    /** The same GPUs when nobody uses them. */
    public GpuInventory unusedByAll() {
        return withUse(Map.of()).withForeign(0);
    }

    /** What a new node of the same kind has: all units well, none in use. */
    public GpuInventory asNew() {
        return new GpuInventory(
                vendor,
                resource,
                product,
                usableMiB,
                sharing,
                capacity,
                capacity,
                Collections.emptySortedMap(),
                0,
                source);
    }
}
