package dev.windrose.placement.price;

import dev.windrose.placement.inventory.GpuProduct;

/**
 * The accelerators of one instance type.
 *
 * @param product canonical product name, upper case with dashes: {@code H100}, {@code A100-80GB}, {@code RTX-PRO-6000}
 * @param kind what sort of device it is
 * @param count how many; a fraction when the instance gets a share of one
 * @param memoryMib memory of one device as the instance sees it: what the driver reports where that is known, else the
 *     nominal size; for a share, the memory of the share
 */
public record Accelerator(GpuProduct product, AcceleratorKind kind, DeviceCount count, long memoryMib) {
    private static final long MOST_MIB = 4L << 20;

    public Accelerator {
        if (!product.name().matches("[A-Z0-9]([-A-Z0-9]{0,38}[A-Z0-9])?")) {
            throw new IllegalArgumentException(
                    "Product \"%s\" is no canonical name: upper case letters, digits and dashes, such as A100-80GB."
                            .formatted(product.name()));
        }
        if (memoryMib < 1 || memoryMib > MOST_MIB) {
            throw new IllegalArgumentException(
                    "Memory of %d MiB a device is out of bounds (1 to %d). Maybe it is in bytes or GiB."
                            .formatted(memoryMib, MOST_MIB));
        }
    }

    /** {@code 8 x H100}. */
    @Override
    public String toString() {
        return count + " x " + product.name();
    }
}
