package dev.windrose.simulator.fleet;

import java.util.List;
import java.util.Optional;

/**
 * What GPU feature discovery prints for a product, taken from the driver on real nodes.
 *
 * @param label the value of {@code nvidia.com/gpu.product}
 * @param memoryMiB the value of {@code nvidia.com/gpu.memory}: what the driver reports, less than the number on the box
 * @param family the architecture, as {@code nvidia.com/gpu.family} spells it
 * @param compute compute capability, major.minor
 * @param mig whether the product can be cut into MIG slices
 */
public record GpuProduct(String label, int memoryMiB, String family, String compute, boolean mig) {
    private static final List<GpuProduct> KNOWN = List.of(
            new GpuProduct("NVIDIA-H200", 143771, "hopper", "9.0", true),
            new GpuProduct("NVIDIA-H100-80GB-HBM3", 81559, "hopper", "9.0", true),
            new GpuProduct("NVIDIA-H100-PCIe", 81559, "hopper", "9.0", true),
            new GpuProduct("NVIDIA-H100-NVL", 95830, "hopper", "9.0", true),
            new GpuProduct("NVIDIA-A100-SXM4-80GB", 81920, "ampere", "8.0", true),
            new GpuProduct("NVIDIA-A100-80GB-PCIe", 81920, "ampere", "8.0", true),
            new GpuProduct("NVIDIA-A100-SXM4-40GB", 40960, "ampere", "8.0", true),
            new GpuProduct("NVIDIA-L40S", 46068, "ada-lovelace", "8.9", false),
            new GpuProduct("NVIDIA-L4", 23034, "ada-lovelace", "8.9", false),
            new GpuProduct("NVIDIA-A10G", 23028, "ampere", "8.6", false),
            new GpuProduct("NVIDIA-A10", 23028, "ampere", "8.6", false),
            new GpuProduct("Tesla-T4", 15360, "turing", "7.5", false),
            new GpuProduct("Tesla-V100-SXM2-16GB", 16384, "volta", "7.0", false));

    /** The product with this label, if it is one whose labels are known. */
    public static Optional<GpuProduct> of(String label) {
        return KNOWN.stream().filter(p -> p.label().equals(label)).findFirst();
    }

    /** Every label that a pool may name, for error messages. */
    public static List<String> labels() {
        return KNOWN.stream().map(GpuProduct::label).toList();
    }
}
