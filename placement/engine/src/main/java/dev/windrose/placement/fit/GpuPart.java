package dev.windrose.placement.fit;

/**
 * What part of its GPU a slice is: the larger of its share of the compute and of the memory, for the rest of that one is
 * what others cannot have.
 */
public record GpuPart(long part, long of) {
    public static final GpuPart WHOLE = new GpuPart(1, 1);

    public GpuPart {
        if (part < 1 || of < part) {
            throw new IllegalArgumentException(
                    "A part of a GPU (%d of %d) must be 1 to all of it.".formatted(part, of));
        }
    }

    /** The larger of two. */
    GpuPart or(GpuPart other) {
        return Math.multiplyExact(part, other.of) >= Math.multiplyExact(other.part, of) ? this : other;
    }
}
