package dev.windrose.placement.inventory;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What GPU feature discovery, GKE and Karpenter say of one NVIDIA resource.
 *
 * <p>The labels lie in documented ways (k8s-device-plugin, internal/lm): {@code gpu.memory} is that of the physical GPU
 * also when it is time-sliced; {@code gpu.replicas} is the sharing factor per GPU, and 0 where whole GPUs are not served;
 * a shared product ends in {@code -SHARED} unless the resource was renamed, and its labels keep the prefix
 * {@code nvidia.com/gpu.} all the same; with MIG strategy {@code single} the resource {@code nvidia.com/gpu} counts slices;
 * with {@code mixed}, {@code gpu.count} counts cut and whole GPUs, the resource the whole ones only.
 */
record NvidiaLabels(Map<String, String> labels, String resource, long capacity) implements GpuLabels {
    private static final String GFD = "nvidia.com/gpu.";
    /** {@code …-MIG-1c.3g.40gb}: one of several in a GPU instance (MIG user guide, device names). */
    private static final Pattern COMPUTE_INSTANCE = Pattern.compile(".*-MIG-[0-9]+c\\..*");

    NvidiaLabels(NodeFacts node, String resource) {
        this(node.labels(), resource, node.capacity().getOrDefault(resource, 0L));
    }

    private boolean mixedMig() {
        return resource.startsWith(GpuResources.NVIDIA_MIG);
    }

    private String key(String name) {
        return (mixedMig() ? resource + "." : GFD) + name;
    }

    @Override
    public GpuProduct product() {
        String gfd = text(key("product"));
        if (!gfd.isEmpty()) {
            return GpuProduct.of(GpuProducts.fromLabel(gfd).name(), resource);
        }
        String gke = text("cloud.google.com/gke-accelerator");
        if (!gke.isEmpty()) {
            GpuProduct whole = GpuProducts.fromLabel(gke);
            String slice = text("cloud.google.com/gke-gpu-partition-size");
            return slice.isEmpty() || !whole.known()
                    ? whole
                    : GpuProduct.of(whole.name() + GpuProduct.MIG + slice, resource);
        }
        return mixedMig() ? GpuProduct.UNKNOWN : karpenterProduct();
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

    @Override
    public GpuSharing sharing() {
        GpuSharing stated = switch (text(key("sharing-strategy"))) {
            case "time-slicing" -> GpuSharing.TIME_SLICED;
            case "mps" -> GpuSharing.MPS;
            case "none" -> GpuSharing.FULL;
            default -> sharingWithoutStrategy();
        };
        // A slice that is shared once more is no slice to count on; compute instances share the memory of theirs.
        boolean slice = mixedMig() || text(GFD + "product").contains(GpuProduct.MIG);
        if (slice && COMPUTE_INSTANCE.matcher(text(key("product"))).matches()) {
            return GpuSharing.UNKNOWN;
        }
        return slice && (stated == GpuSharing.FULL || (stated == GpuSharing.UNKNOWN && !sharedWithoutStrategy()))
                ? GpuSharing.MIG
                : stated;
    }

    private boolean sharedWithoutStrategy() {
        return text(key("product")).endsWith("-SHARED")
                || resource.equals(GpuResources.NVIDIA_SHARED)
                || number(key("replicas")).orElse(1) > 1;
    }

    private GpuSharing sharingWithoutStrategy() {
        if (sharedWithoutStrategy()) {
            return GpuSharing.UNKNOWN;
        }
        if (labels.containsKey("cloud.google.com/gke-accelerator")) {
            return gkeSharing();
        }
        boolean wholeByGfd = labels.containsKey(key("product"));
        boolean wholeByCount = number("karpenter.k8s.aws/instance-gpu-count")
                .filter(count -> count == capacity)
                .isPresent();
        return wholeByGfd || wholeByCount ? GpuSharing.FULL : GpuSharing.UNKNOWN;
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

    @Override
    public Optional<Integer> usableMiB() {
        Optional<Integer> memory = number(key("memory")).filter(mib -> mib > 0);
        return switch (sharing()) {
            case FULL, MIG -> memory;
            case MPS ->
                memory.map(mib ->
                                mib / number(key("replicas")).filter(n -> n > 0).orElse(mib + 1))
                        .filter(mib -> mib > 0);
            case TIME_SLICED, PARTITION, CONSUMABLE, UNKNOWN -> Optional.empty();
        };
    }

    @Override
    public Understanding understanding(int units) {
        if (!mixedMig() && text(GFD + "product").endsWith("-MIG-INVALID")) {
            return Understanding.not("the node's MIG partition is invalid (product " + text(GFD + "product")
                    + "). Maybe its GPUs are partitioned differently.");
        }
        if (text("nvidia.com/gpu.replicas").equals("0") && !mixedMig() && units > 0) {
            return Understanding.not("labels say that whole GPUs are not served (gpu.replicas 0), the node has " + units
                    + ". Maybe its MIG layout is being changed.");
        }
        Optional<Integer> count = number(key("count"));
        if (count.isPresent() && !counts(count.get(), units)) {
            return Understanding.not("labels describe " + count.get() + " GPUs of one product"
                    + number(key("replicas"))
                            .filter(n -> n > 1)
                            .map(n -> " in " + n + " parts each")
                            .orElse("")
                    + ", the node has " + units + ". Maybe it has several products.");
        }
        return GpuLabels.named(product());
    }

    /** Labels describe one product per node: a count that does not match tells that the node has others too. */
    private boolean counts(int count, int units) {
        long parts = (long) count * Math.max(1, number(key("replicas")).orElse(1));
        return switch (sharing()) {
            case FULL -> mixedStrategy() ? units <= count : units == count;
            case MIG -> units == count;
            case TIME_SLICED, MPS -> mixedStrategy() && !mixedMig() ? units <= parts : units == parts;
            case PARTITION, CONSUMABLE, UNKNOWN -> true;
        };
    }

    private boolean mixedStrategy() {
        return text("nvidia.com/mig.strategy").equals("mixed");
    }

    /** All GPUs of the node, cut and whole; empty where the labels count something else, or do not count. */
    static Optional<Integer> gpusOf(NodeFacts node) {
        var labels = new NvidiaLabels(node, GpuResources.NVIDIA);
        return labels.mixedStrategy() ? labels.number(GFD + "count").filter(count -> count > 0) : Optional.empty();
    }

    private String text(String key) {
        return labels.getOrDefault(key, "");
    }

    private Optional<Integer> number(String key) {
        return GpuLabels.number(labels, key);
    }
}
