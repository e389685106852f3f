package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.Understanding;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The GPUs that DRA drivers publish.
 *
 * @param byNode those that one node alone can use
 * @param shared those that several nodes can use; they belong to none, or would be counted once for each
 */
public record DraInventory(SortedMap<String, List<Devices>> byNode, List<Devices> shared) {

    /**
     * Devices of one kind.
     *
     * @param pool the pools they are of, comma-separated
     * @param gpu their count; the resource is the extended resource that a DeviceClass gives them, else the driver's name
     * @param understanding why the count is not to be relied on, if so
     * @param closed why no pod can ask for them by extended resource; empty when one can
     */
    public record Devices(
            String driver, String pool, GpuInventory gpu, Understanding understanding, Optional<String> closed) {}

    public DraInventory {
        var copy = new TreeMap<String, List<Devices>>();
        byNode.forEach((node, devices) -> copy.put(node, List.copyOf(devices)));
        byNode = Collections.unmodifiableSortedMap(copy);
        shared = List.copyOf(shared);
    }
}
