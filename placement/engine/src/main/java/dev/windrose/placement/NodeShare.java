package dev.windrose.placement;

import dev.windrose.placement.fit.GpuPart;
import dev.windrose.placement.fit.GpuSpeeds;
import dev.windrose.placement.inventory.GpuInventory;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import dev.windrose.placement.inventory.NodeInventory;
import dev.windrose.placement.inventory.OtherGpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a node that one unit of its GPUs is: {@code part / of} of its price is a replica's, for each unit. Units that
 * are all alike share the node evenly. On a node that has whole GPUs and slices, or slices of several kinds, a GPU is one of
 * those that the node has, and a slice its part of one; where that cannot be told, nobody knows the price.
 */
record NodeShare(long part, long of) {
    /** Divisible by each number of partitions that a GPU is cut into. */
    private static final int TWENTY_FOURTHS = 24;

    /** @param gpu one of the kinds of the node */
    static Optional<NodeShare> of(NodeInventory node, GpuInventory gpu) {
        boolean alike = node.slices().isEmpty() && node.gpuCount().isEmpty();
        if (alike) {
            return Optional.of(new NodeShare(1, Math.max(1, gpu.capacity())));
        }
        return gpus(node, gpu)
                .flatMap(gpus ->
                        part(gpu).map(part -> new NodeShare(part.part(), Math.multiplyExact(part.of(), gpus))));
    }

    private static Optional<GpuPart> part(GpuInventory gpu) {
        return gpu.sharing() == GpuSharing.FULL ? Optional.of(GpuPart.WHOLE) : GpuSpeeds.partOf(gpu.product());
    }

    private static Optional<Integer> gpus(NodeInventory node, GpuInventory gpu) {
        return gpu.vendor() == GpuVendor.AMD ? added(node) : node.gpuCount();
    }

    /** No label counts GPUs that are cut into partitions, but nothing of such a GPU stays outside of them. */
    private static Optional<Integer> added(NodeInventory node) {
        List<GpuInventory> all = new ArrayList<>(node.slices());
        Stream.concat(node.gpu().stream(), node.others().stream().map(OtherGpus::gpu))
                .filter(gpu -> gpu.vendor() == GpuVendor.AMD)
                .forEach(all::add);
        long sum = 0;
        for (GpuInventory gpu : all) {
            Optional<GpuPart> part = part(gpu);
            if (part.isEmpty() || TWENTY_FOURTHS % part.get().of() != 0) {
                return Optional.empty();
            }
            sum += gpu.capacity()
                    * part.get().part()
                    * (TWENTY_FOURTHS / part.get().of());
        }
        return sum > 0 && sum % TWENTY_FOURTHS == 0
                ? Optional.of(Math.toIntExact(sum / TWENTY_FOURTHS))
                : Optional.empty();
    }

    /** What units cost on a node of that price; rounded up. */
    Money of(Money node, int units) {
        return node.share(units * part, of);
    }
}
