package dev.windrose.placement.fit;

/**
 * What one of {@code gpus} GPUs must hold, in MiB, rounded up.
 *
 * @param contextLength tokens that the cache was sized for; the engine must be started with it
 */
public record MemoryNeed(int gpus, long weightsMiB, long cacheMiB, long engineMiB, int contextLength) {
    public long totalMiB() {
        return weightsMiB + cacheMiB + engineMiB;
    }

    /** {@code 19270 MiB (weights 16403, cache 512 for 4096 tokens, engine 2355)}. */
    public String text() {
        return totalMiB() + " MiB (weights " + weightsMiB + ", cache " + cacheMiB + " for " + contextLength
                + " tokens, engine " + engineMiB + ")";
    }
}
