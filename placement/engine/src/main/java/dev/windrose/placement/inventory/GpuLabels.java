package dev.windrose.placement.inventory;

import java.util.Map;
import java.util.Optional;

/**
 * What labels say of one GPU resource of a node, whoever made it. The labels lie in documented ways; where two of them
 * contradict each other or the count, the GPUs are not understood.
 */
sealed interface GpuLabels permits NvidiaLabels, AmdLabels, IntelLabels {

    static GpuLabels of(NodeFacts node, String resource) {
        return switch (GpuResources.vendor(resource)) {
            case AMD -> new AmdLabels(node, resource);
            case INTEL -> new IntelLabels(node, resource);
            case NVIDIA, UNKNOWN -> new NvidiaLabels(node, resource);
        };
    }

    GpuProduct product();

    GpuSharing sharing();

    /** Memory that one unit has for itself, in MiB; units that take turns have none that can be counted on. */
    Optional<Integer> usableMiB();

    /** @param units the node's capacity under this resource, with what is ill */
    Understanding understanding(int units);

    /** What is not understood when nobody names the product. */
    static Understanding named(GpuProduct product) {
        return product.known()
                ? Understanding.FULL
                : Understanding.not("the GPU product is unknown. Maybe GPU feature discovery does not run there.");
    }

    static Optional<Integer> number(Map<String, String> labels, String key) {
        String value = labels.getOrDefault(key, "");
        return value.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(value)) : Optional.empty();
    }
}
