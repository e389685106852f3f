package dev.windrose.placement.inventory;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ROCm's node labeller says of one AMD resource (ROCm/k8s-device-plugin, docs on labels and on resource naming).
 * With naming strategy {@code single}, {@code amd.com/gpu} counts partitions where GPUs are cut, and only
 * {@code amd.com/compute-memory-partition} tells; with {@code mixed}, the partition is in the resource's name.
 */
record AmdLabels(Map<String, String> labels, String resource) implements GpuLabels {
    private static final Pattern VRAM = Pattern.compile("([0-9]{1,5})G");
    private static final String WHOLE = "spx";

    AmdLabels(NodeFacts node, String resource) {
        this(node.labels(), resource);
    }

    /** {@code cpx_nps4}; empty when nobody says how the GPU is cut. */
    private Optional<String> partition() {
        return GpuResources.amdPartition(resource)
                .or(() -> Optional.of(text("amd.com/compute-memory-partition")).filter(GpuResources::isAmdPartition))
                .map(text -> text.toLowerCase(Locale.ROOT));
    }

    private boolean cut() {
        return partition().filter(name -> !name.startsWith(WHOLE)).isPresent();
    }

    @Override
    public GpuProduct product() {
        GpuProduct whole = GpuProducts.fromLabel(productLabel());
        return whole.known() && cut()
                ? new GpuProduct(whole.name() + "-"
                        + partition().orElseThrow().toUpperCase(Locale.ROOT).replace('_', '-'))
                : whole;
    }

    private String productLabel() {
        String now = text("amd.com/gpu.product-name");
        return now.isEmpty() ? text("beta.amd.com/gpu.product-name") : now;
    }

    @Override
    public GpuSharing sharing() {
        if (cut()) {
            return GpuSharing.PARTITION;
        }
        boolean mayBeCut = text("amd.com/compute-partitioning-supported").equals("true")
                && partition().isEmpty();
        return mayBeCut || productLabel().isEmpty() ? GpuSharing.UNKNOWN : GpuSharing.FULL;
    }

    /** Printed in whole GiB of what the driver reports; half a GiB is taken off, so that rounding never promises more. */
    @Override
    public Optional<Integer> usableMiB() {
        String vram = text("amd.com/gpu.vram").isEmpty() ? text("beta.amd.com/gpu.vram") : text("amd.com/gpu.vram");
        Matcher gib = VRAM.matcher(vram);
        return sharing() == GpuSharing.FULL && gib.matches()
                ? Optional.of(Integer.parseInt(gib.group(1)) * 1024 - 512).filter(mib -> mib > 0)
                : Optional.empty();
    }

    @Override
    public Understanding understanding(int units) {
        if (sharing() == GpuSharing.UNKNOWN && !productLabel().isEmpty()) {
            return Understanding.not("nothing says how the node's GPUs are partitioned. Maybe the node labeller runs"
                    + " without compute-memory-partition, or GPUs of one node are cut differently.");
        }
        return GpuLabels.named(product());
    }

    private String text(String key) {
        return labels.getOrDefault(key, "");
    }
}
