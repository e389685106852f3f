package dev.windrose.placement.fit;

import java.util.OptionalInt;

/**
 * What a model's published configuration says.
 *
 * @param parameters of the whole checkpoint, all experts included
 * @param kvHeads key-value heads; equals {@code heads} without grouped queries
 * @param latentWidth with multi-head latent attention: cached values per token and layer (rank plus rotary part)
 * @param tiedEmbeddings the output head is the embedding
 * @param stored how the checkpoint is published; {@code NONE}: 16 bits
 * @param embedding answers vectors, and keeps no key-value cache
 */
record ModelFacts(
        String id,
        long parameters,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        OptionalInt latentWidth,
        int vocabulary,
        boolean tiedEmbeddings,
        int maxContext,
        Quantization stored,
        boolean embedding) {
    private static final int CACHE_BYTES = 2;

    /** Bytes of the weights under a quantisation; {@code NONE} leaves them as they were published. */
    double weightBytes(Quantization quantization) {
        Quantization effective = quantization == Quantization.NONE ? stored : quantization;
        long inSixteenBits = (long) vocabulary * hidden * (tiedEmbeddings ? 1 : 2);
        if (effective == Quantization.NONE || inSixteenBits >= parameters) {
            return parameters * Quantization.NONE.bytesPerWeight();
        }
        return inSixteenBits * Quantization.NONE.bytesPerWeight()
                + (parameters - inSixteenBits) * effective.bytesPerWeight();
    }

    /** Bytes of the cache for one token over all layers, in 16 bits. */
    long cacheBytesPerToken() {
        if (embedding) {
            return 0;
        }
        long perLayer = latentWidth.isPresent() ? latentWidth.getAsInt() : 2L * kvHeads * headDim;
        return perLayer * layers * CACHE_BYTES;
    }

    /** By how many GPUs the cache is divided: by key-value heads, and never with latent attention (each rank holds it). */
    int cacheShare(int gpus) {
        return latentWidth.isPresent() ? 1 : Math.min(gpus, kvHeads);
    }

    /** Whether the attention heads can be dealt to that many GPUs. */
    boolean splitsOver(int gpus) {
        boolean cacheSplits = latentWidth.isPresent() || kvHeads % gpus == 0 || gpus % kvHeads == 0;
        return heads % gpus == 0 && cacheSplits;
    }
}
