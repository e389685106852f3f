package dev.windrose.placement;

import dev.windrose.placement.inventory.GpuProduct;
import java.util.Comparator;
import java.util.Optional;

/**
 * What one replica gets: a number of GPUs of one product on one node, of nodes of one instance type. The instance type
 * is part of it because it fixes the price; a pod is held to it by {@code node.kubernetes.io/instance-type}. Empty when
 * the nodes do not tell their type.
 */
public record Shape(GpuProduct product, int gpusPerReplica, Optional<String> instanceType)
        implements Comparable<Shape> {
    private static final Comparator<Shape> ORDER = Comparator.comparing(Shape::product)
            .thenComparingInt(Shape::gpusPerReplica)
            .thenComparing(shape -> shape.instanceType().orElse(""));

    public Shape {
        if (gpusPerReplica < 1 || gpusPerReplica > 1024) {
            throw new IllegalArgumentException("GPUs per replica (%d) must be 1-1024.".formatted(gpusPerReplica));
        }
    }

    /** {@code 2xH100 (p5.48xlarge)}. */
    public String text() {
        return gpusPerReplica + "x" + product.name()
                + instanceType.map(type -> " (" + type + ")").orElse("");
    }

    @Override
    public int compareTo(Shape other) {
        return ORDER.compare(this, other);
    }
}
