package dev.windrose.placement.inventory;

import java.util.Map;
import java.util.Optional;

/**
 * What node feature discovery says of one Intel resource (intel-device-plugins-for-kubernetes, cmd/gpu_plugin/labels.md).
 * The plugin's {@code -shared-dev-num} multiplies units without saying so: only the count of devices tells. Memory is not
 * published for all devices, and 0 where it is not known: it stays unknown.
 */
record IntelLabels(Map<String, String> labels, String resource, long capacity) implements GpuLabels {

    IntelLabels(NodeFacts node, String resource) {
        this(node.labels(), resource, node.capacity().getOrDefault(resource, 0L));
    }

    private boolean gaudi() {
        return !resource.startsWith(GpuResources.INTEL_PREFIX);
    }

    private Optional<Integer> devices() {
        return GpuLabels.number(labels, "gpu.intel.com/device.count").filter(count -> count > 0);
    }

    @Override
    public GpuProduct product() {
        return gaudi() ? GpuProduct.UNKNOWN : GpuProducts.fromLabel(labels.getOrDefault("gpu.intel.com/product", ""));
    }

    @Override
    public GpuSharing sharing() {
        if (gaudi()) {
            return GpuSharing.FULL; // its plugin hands out whole cards only
        }
        return devices()
                .map(count -> capacity > count ? GpuSharing.TIME_SLICED : GpuSharing.FULL)
                .orElse(GpuSharing.UNKNOWN);
    }

    @Override
    public Optional<Integer> usableMiB() {
        return Optional.empty();
    }

    @Override
    public Understanding understanding(int units) {
        if (sharing() == GpuSharing.TIME_SLICED && units % devices().orElse(1) != 0) {
            return Understanding.not("labels describe " + devices().orElse(0) + " GPUs, the node has " + units
                    + " units. Maybe it has several products.");
        }
        return GpuLabels.named(product());
    }
}
