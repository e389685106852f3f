package dev.windrose.placement.inventory;

import java.util.regex.Pattern;

/**
 * Canonical name of a GPU model: {@code H100}, {@code A100-80GB}, {@code L4}, {@code A10G}, {@code T4} …; a MIG slice
 * carries its profile, {@code H100-MIG-1g.10gb}. {@link #UNKNOWN} matches nothing that a user can ask for.
 */
public record GpuProduct(String name) implements Comparable<GpuProduct> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,62}");

    public static final GpuProduct UNKNOWN = new GpuProduct("unknown");

    public GpuProduct {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "GPU product (%s) must be 1-63 of letters, digits, '.', '+', '_', '-'. Maybe write it as in H100 or A100-80GB."
                            .formatted(name));
        }
    }

    public boolean known() {
        return !name.equals(UNKNOWN.name);
    }

    @Override
    public int compareTo(GpuProduct other) {
        return name.compareTo(other.name);
    }
}
