package dev.windrose.placement.inventory;

/** What one unit of a GPU resource is. Only units with memory of their own host a model: {@link GpuInventory#isolated}. */
public enum GpuSharing {
    /** One unit is one whole GPU. */
    FULL,
    /** Units of one GPU take turns and share its memory. */
    TIME_SLICED,
    /** Units share one GPU through NVIDIA's multi-process service, each with a part of the memory. */
    MPS,
    /** One unit is one hardware slice with memory of its own. */
    MIG,
    /** One unit is a part of a GPU of another kind (AMD's compute and memory partitions, other makers' by DRA). */
    PARTITION,
    /** Several claims each take an amount of one device's capacity (DRA, {@code allowMultipleAllocations}). */
    CONSUMABLE,
    UNKNOWN
}
