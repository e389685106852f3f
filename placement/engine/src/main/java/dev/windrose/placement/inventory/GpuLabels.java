package dev.windrose.placement.inventory;

import java.util.Map;
import java.util.Optional;

/**
 * What GPU feature discovery, GKE and Karpenter say of one GPU resource of a node.
 *
 * <p>The labels lie in documented ways: {@code gpu.memory} is that of the physical GPU also when it is time-sliced;
 * {@code gpu.replicas} is the sharing factor per GPU; a shared product ends in {@code -SHARED} unless the resource was
 * renamed; with MIG strategy {@code single} the resource {@code nvidia.com/gpu} counts slices.
 */
final class GpuLabels {
    private static final String GFD = "nvidia.com/gpu.";

    private final Map<String, String> labels;
    private final String resource;
    private final String prefix;
    private final long capacity;

    GpuLabels(NodeFacts node, String resource) {
        this.labels = node.labels();
        this.resource = resource;
        this.prefix = resource.startsWith("nvidia.com/mig-") ? resource + "." : GFD;
        this.capacity = node.capacity().getOrDefault(resource, 0L);
    }

    GpuProduct product() {
        String gfd = text(prefix + "product");
        if (!gfd.isEmpty()) {
            return GpuProducts.fromLabel(gfd);
        }
        String gke = text("cloud.google.com/gke-accelerator");
        if (!gke.isEmpty()) {
            GpuProduct whole = GpuProducts.fromLabel(gke);
            String slice = text("cloud.google.com/gke-gpu-partition-size");
            return slice.isEmpty() || !whole.known() ? whole : new GpuProduct(whole.name() + "-MIG-" + slice);
        }
        String amd = text("amd.com/gpu.product-name");
        if (!amd.isEmpty()) {
            return GpuProducts.fromLabel(amd);
        }
        return karpenterProduct();
    }

    /** Karpenter calls both A100 by one name; the memory that the cloud states tells them apart. */
    private GpuProduct karpenterProduct() {
        String name = text("karpenter.k8s.aws/instance-gpu-name");
        if (name.equals("a100")) {
            int memory = number("karpenter.k8s.aws/instance-gpu-memory").orElse(0);
            return memory == 0 ? GpuProduct.UNKNOWN : new GpuProduct(memory > 60_000 ? "A100-80GB" : "A100");
        }
        return name.isEmpty() ? GpuProduct.UNKNOWN : GpuProducts.fromLabel(name);
    }

    GpuSharing sharing() {
        if (resource.startsWith("nvidia.com/mig-") || text(GFD + "product").contains("-MIG-")) {
            return GpuSharing.MIG;
        }
        return switch (text(prefix + "sharing-strategy")) {
            case "time-slicing" -> GpuSharing.TIME_SLICED;
            case "mps" -> GpuSharing.MPS;
            case "none" -> GpuSharing.FULL;
            default -> sharingWithoutStrategy();
        };
    }

    private GpuSharing sharingWithoutStrategy() {
        boolean shared = text(GFD + "product").endsWith("-SHARED")
                || resource.equals("nvidia.com/gpu.shared")
                || number(GFD + "replicas").orElse(1) > 1;
        if (shared) {
            return GpuSharing.UNKNOWN;
        }
        if (labels.containsKey("cloud.google.com/gke-accelerator")) {
            return gkeSharing();
        }
        boolean wholeByGfd = labels.containsKey(GFD + "product");
        boolean wholeByCount = number("karpenter.k8s.aws/instance-gpu-count")
                .filter(count -> count == capacity)
                .isPresent();
        boolean wholeByAmd = labels.containsKey("amd.com/gpu.product-name") && resource.equals("amd.com/gpu");
        return wholeByGfd || wholeByCount || wholeByAmd ? GpuSharing.FULL : GpuSharing.UNKNOWN;
    }

    private GpuSharing gkeSharing() {
        if (!text("cloud.google.com/gke-gpu-partition-size").isEmpty()) {
            return GpuSharing.MIG;
        }
        return switch (text("cloud.google.com/gke-gpu-sharing-strategy")) {
            case "" -> GpuSharing.FULL;
            case "time-sharing" -> GpuSharing.TIME_SLICED;
            case "mps" -> GpuSharing.MPS;
            default -> GpuSharing.UNKNOWN;
        };
    }

    /** Memory that one unit has for itself; units that take turns have none that can be counted on. */
    Optional<Integer> usableMiB() {
        Optional<Integer> memory = number(prefix + "memory").filter(mib -> mib > 0);
        return switch (sharing()) {
            case FULL, MIG -> memory;
            case MPS ->
                memory.map(mib -> mib
                                / number(prefix + "replicas").filter(n -> n > 0).orElse(mib + 1))
                        .filter(mib -> mib > 0);
            case TIME_SLICED, UNKNOWN -> Optional.empty();
        };
    }

    /** Labels describe one product per node: a count that does not match tells that the node has others too. */
    Understanding understanding(int units) {
        if (text(GFD + "product").endsWith("-MIG-INVALID")) {
            return Understanding.not("the node's MIG partition is invalid (product " + text(GFD + "product")
                    + "). Maybe its GPUs are partitioned differently.");
        }
        Optional<Integer> count = number(GFD + "count");
        if (sharing() == GpuSharing.FULL && count.isPresent() && count.get() != units) {
            return Understanding.not("labels describe " + count.get() + " GPUs of one product, the node has " + units
                    + ". Maybe it has several products.");
        }
        if (!product().known()) {
            return Understanding.not("the GPU product is unknown. Maybe GPU feature discovery does not run there.");
        }
        return Understanding.FULL;
    }

    private String text(String key) {
        return labels.getOrDefault(key, "");
    }

    private Optional<Integer> number(String key) {
        String value = text(key);
        return value.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(value)) : Optional.empty();
    }
}
