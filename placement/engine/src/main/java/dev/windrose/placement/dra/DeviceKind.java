package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.placement.inventory.GpuProducts;
import dev.windrose.placement.inventory.GpuSharing;
import dev.windrose.placement.inventory.GpuVendor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What devices are alike to whoever counts them.
 *
 * @param usableMiB the device's capacity {@code memory}; empty when it does not say
 */
record DeviceKind(GpuVendor vendor, GpuProduct product, GpuSharing sharing, Optional<Integer> usableMiB)
        implements Comparable<DeviceKind> {
    static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);
    private static final Comparator<DeviceKind> ORDER = Comparator.comparing((DeviceKind kind) -> kind.vendor)
            .thenComparing(kind -> kind.product)
            .thenComparing(kind -> kind.sharing)
            .thenComparing(kind -> kind.usableMiB.orElse(0));

    /** Drivers of GPUs, by the names they publish; {@link GpuVendor#UNKNOWN} for a driver of something else. */
    static GpuVendor vendor(String driver) {
        return switch (driver) {
            case "gpu.nvidia.com" -> GpuVendor.NVIDIA;
            case "gpu.amd.com" -> GpuVendor.AMD;
            case "gpu.intel.com", "gaudi.intel.com" -> GpuVendor.INTEL;
            default -> GpuVendor.UNKNOWN;
        };
    }

    static DeviceKind of(String driver, DeviceFacts device) {
        GpuSharing sharing = device.shareable() ? GpuSharing.CONSUMABLE : sharing(device.attribute("type"));
        boolean shared = sharing == GpuSharing.CONSUMABLE || sharing == GpuSharing.UNKNOWN;
        return new DeviceKind(
                vendor(driver), product(device, sharing), sharing, shared ? Optional.empty() : memory(device));
    }

    /** The attribute {@code type} of NVIDIA's, AMD's and Intel's drivers. A GPU that is passed on to machines is not ours. */
    private static GpuSharing sharing(String type) {
        return switch (type) {
            case "gpu", "amdgpu" -> GpuSharing.FULL;
            case "mig" -> GpuSharing.MIG;
            case "amdgpu-partition", "vf" -> GpuSharing.PARTITION;
            default -> GpuSharing.UNKNOWN;
        };
    }

    private static GpuProduct product(DeviceFacts device, GpuSharing sharing) {
        GpuProduct whole = GpuProducts.fromLabel(device.attribute("productName"));
        String cut = sharing == GpuSharing.MIG ? device.attribute("profile") : device.attribute("partitionProfile");
        if (!whole.known() || (sharing != GpuSharing.MIG && sharing != GpuSharing.PARTITION)) {
            return whole;
        }
        String name = sharing == GpuSharing.MIG
                ? whole.name() + "-MIG-" + cut
                : whole.name() + "-" + cut.toUpperCase(Locale.ROOT).replace('_', '-');
        // A cut that does not say which it is, is none to place on.
        return cut.matches("[A-Za-z0-9.+_-]{1,30}") ? new GpuProduct(name) : GpuProduct.UNKNOWN;
    }

    private static Optional<Integer> memory(DeviceFacts device) {
        return Optional.ofNullable(device.capacities().get("memory"))
                .map(memory -> memory.value().divide(MIB, 0, RoundingMode.FLOOR))
                .filter(mib -> mib.signum() > 0 && mib.compareTo(BigDecimal.valueOf(100_000_000)) < 0)
                .map(BigDecimal::intValue);
    }

    @Override
    public int compareTo(DeviceKind other) {
        return ORDER.compare(this, other);
    }
}
