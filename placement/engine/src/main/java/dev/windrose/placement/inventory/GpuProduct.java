package dev.windrose.placement.inventory;

import java.util.regex.Pattern;

/**
 * Canonical name of a GPU model: {@code H100}, {@code A100-80GB}, {@code L4}, {@code A10G}, {@code T4} …; a MIG slice
 * carries its profile, {@code H100-MIG-1g.10gb}. {@link #UNKNOWN} matches nothing that a user can ask for.
 *
 * @param apart MIG slices that pods ask for by a resource of their own (strategy {@code mixed}), not as whole GPUs are
 *     ({@code single}). Whoever asks for the product takes either; to the planner they are two places
 */
public record GpuProduct(String name, boolean apart) implements Comparable<GpuProduct> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,62}");

    public static final GpuProduct UNKNOWN = new GpuProduct("unknown");

    static final String MIG = "-MIG-";
    /** How {@link #key} writes it: as the resource of the slices does. */
    private static final String MIG_APART = "-mig-";

    public GpuProduct {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "GPU product (%s) must be 1-63 of letters, digits, '.', '+', '_', '-'. Maybe write it as in H100 or A100-80GB."
                            .formatted(name));
        }
        if (apart && !name.contains(MIG)) {
            throw new IllegalArgumentException("GPU product (%s) is no MIG slice, so none apart.".formatted(name));
        }
    }

    /** Whole GPUs, slices that are asked for as those are, and partitions, whose name says it all. */
    public GpuProduct(String name) {
        this(name, false);
    }

    /** The product of a resource of a node. */
    public static GpuProduct of(String name, String resource) {
        return new GpuProduct(name, resource.startsWith(GpuResources.NVIDIA_MIG) && name.contains(MIG));
    }

    /** Reads {@link #key}. */
    public static GpuProduct ofKey(String key) {
        return new GpuProduct(key.replace(MIG_APART, MIG), key.contains(MIG_APART));
    }

    /** One text for name and {@link #apart}, to keep; people are shown the name. */
    public String key() {
        return apart ? name.replace(MIG, MIG_APART) : name;
    }

    /** What a user asks for to get it. */
    public GpuProduct asked() {
        return apart ? new GpuProduct(name) : this;
    }

    /** Whether it is a MIG slice, by whatever resource pods ask for it. */
    public boolean slice() {
        return name.contains(MIG);
    }

    public boolean known() {
        return !name.equals(UNKNOWN.name);
    }

    @Override
    public int compareTo(GpuProduct other) {
        int byName = name.compareTo(other.name);
        return byName == 0 ? Boolean.compare(apart, other.apart) : byName;
    }
}
