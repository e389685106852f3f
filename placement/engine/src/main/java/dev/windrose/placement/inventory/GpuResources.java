package dev.windrose.placement.inventory;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which extended resources are GPUs, and which of them a pod of Windrose asks for. */
public final class GpuResources {
    public static final String NVIDIA = "nvidia.com/gpu";
    /** The name of time-sliced or MPS units when the device plugin renames them. */
    static final String NVIDIA_SHARED = "nvidia.com/gpu.shared";

    static final String NVIDIA_MIG = "nvidia.com/mig-";
    public static final String AMD = "amd.com/gpu";
    private static final String AMD_PREFIX = "amd.com/";
    static final String INTEL_PREFIX = "gpu.intel.com/";
    /** Intel's other names under that prefix (millicores, memory.max, tiles, …_monitoring) are no devices. */
    private static final Set<String> INTEL_DEVICES = Set.of("gpu.intel.com/i915", "gpu.intel.com/xe");

    private static final String GAUDI = "habana.ai/gaudi";

    /** How {@link AmdLabels} names what a GPU is cut into. */
    private static final Pattern AMD_PARTITION = Pattern.compile("MI.+-([DTQC]PX-NPS[0-9])");

    private GpuResources() {}

    /** The resource of the whole GPUs of the same maker: nodes are tainted by it, whatever their GPUs are cut into. */
    public static String whole(String resource) {
        return switch (vendor(resource)) {
            case NVIDIA -> NVIDIA;
            case AMD -> AMD;
            case INTEL, UNKNOWN -> resource;
        };
    }

    /** Who made the devices of a resource; {@link GpuVendor#UNKNOWN} for what is no GPU. */
    public static GpuVendor vendor(String resource) {
        if (resource.equals(NVIDIA) || resource.equals(NVIDIA_SHARED) || resource.startsWith(NVIDIA_MIG)) {
            return GpuVendor.NVIDIA;
        }
        if (resource.equals(AMD) || amdPartition(resource).isPresent()) {
            return GpuVendor.AMD;
        }
        return INTEL_DEVICES.contains(resource) || resource.equals(GAUDI) ? GpuVendor.INTEL : GpuVendor.UNKNOWN;
    }

    /**
     * What the runtimes ask for to get this product: the only resource name under which the planner may place on it. MIG
     * slices are asked for as whole GPUs are, which gives a slice where the strategy is {@code single}, unless they are
     * {@link GpuProduct#apart}.
     */
    public static String askedFor(GpuProduct product) {
        if (product.apart()) {
            return NVIDIA_MIG
                    + product.name().substring(product.name().indexOf(GpuProduct.MIG) + GpuProduct.MIG.length());
        }
        Matcher partition = AMD_PARTITION.matcher(product.name());
        if (partition.matches()) {
            return AMD_PREFIX + partition.group(1).toLowerCase(Locale.ROOT).replace('-', '_');
        }
        return product.name().startsWith("MI") && !product.name().startsWith("MIG") ? AMD : NVIDIA;
    }

    /** {@code cpx_nps4} of {@code amd.com/cpx_nps4} (ROCm device plugin, resource naming strategy {@code mixed}). */
    static Optional<String> amdPartition(String resource) {
        String name = resource.startsWith(AMD_PREFIX) ? resource.substring(AMD_PREFIX.length()) : "";
        return isAmdPartition(name) ? Optional.of(name) : Optional.empty();
    }

    static boolean isAmdPartition(String text) {
        return text.toLowerCase(Locale.ROOT).matches("(spx|dpx|tpx|qpx|cpx)_nps[0-9]");
    }
}
