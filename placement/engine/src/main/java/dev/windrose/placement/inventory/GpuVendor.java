package dev.windrose.placement.inventory;

/** Who made the GPU, read from the prefix of its extended resource name. */
public enum GpuVendor {
    NVIDIA,
    AMD,
    INTEL,
    UNKNOWN
}
