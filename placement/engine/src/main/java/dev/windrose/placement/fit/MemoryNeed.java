package dev.windrose.placement.fit;

/**
 * What one of {@code gpus} GPUs must hold, in MiB, rounded up.
 *
 * @param adaptersMiB LoRA adapters that are kept ready
 * @param contextLength tokens that the cache was sized for; the engine must be started with it
 */
public record MemoryNeed(
        int gpus, long weightsMiB, long cacheMiB, long adaptersMiB, long engineMiB, int contextLength) {
    public long totalMiB() {
        return weightsMiB + cacheMiB + adaptersMiB + engineMiB;
    }

    /** {@code 19270 MiB (weights 16403, cache 512 for 4096 tokens, engine 2355)}. */
    public String text() {
        return totalMiB() + " MiB (weights " + weightsMiB + ", cache " + cacheMiB + " for " + contextLength
                + " tokens, " + (adaptersMiB > 0 ? "adapters " + adaptersMiB + ", " : "") + "engine " + engineMiB + ")";
    }
}
