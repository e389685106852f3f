package dev.windrose.placement.fit;

import java.util.OptionalInt;

/**
 * What a model remembers of each token.
 *
 * @param kvHeads key-value heads; equals {@code heads} without grouped queries
 * @param latentWidth with multi-head latent attention: cached values per token and layer (rank plus rotary part)
 * @param windowLayers layers that look back {@code windowTokens} only
 * @param windowTokens 0 without such layers
 */
public record Attention(
        int layers, int heads, int kvHeads, int headDim, OptionalInt latentWidth, int windowLayers, int windowTokens) {
    /**
     * A layer with a window still holds a chunk of a prompt beside it while that is read in: vLLM's default chunk on
     * large GPUs (EngineArgs, max_num_batched_tokens).
     */
    private static final int CHUNK = 8_192;

    public Attention {
        if (layers < 1 || heads < 1 || kvHeads < 1 || kvHeads > heads || headDim < 1) {
            throw new IllegalArgumentException("%d layers of %d heads (%d key-value) of width %d make no sense."
                    .formatted(layers, heads, kvHeads, headDim));
        }
        if (windowLayers < 0 || windowLayers > layers || windowLayers > 0 && windowTokens < 1) {
            throw new IllegalArgumentException("A window of %d tokens in %d of %d layers makes no sense."
                    .formatted(windowTokens, windowLayers, layers));
        }
    }

    /** Every layer looks back over the whole context. */
    public static Attention of(int layers, int heads, int kvHeads, int headDim) {
        return new Attention(layers, heads, kvHeads, headDim, OptionalInt.empty(), 0, 0);
    }

    /** Values that one layer keeps of one token. */
    private long perLayer() {
        return latentWidth.isPresent() ? latentWidth.getAsInt() : 2L * kvHeads * headDim;
    }

    /** Values that all layers keep of one token where nothing is forgotten. */
    long valuesPerToken() {
        return perLayer() * layers;
    }

    /** Values kept of so many sequences of that length. */
    double values(long context, long sequences) {
        double whole = (double) (layers - windowLayers) * context * sequences;
        double windowed = windowLayers * (Math.min(context, (double) windowTokens) * sequences + chunk(context));
        return (whole + windowed) * perLayer();
    }

    /** Of the one sequence whose prompt is being read in. */
    private double chunk(long context) {
        return Math.min(context, (double) windowTokens + CHUNK) - Math.min(context, windowTokens);
    }

    /** Values that a step reads of so many sequences of that length. */
    double valuesRead(double context, int sequences) {
        return ((layers - windowLayers) * context + windowLayers * Math.min(context, windowTokens))
                * sequences
                * perLayer();
    }

    /** By how many ranks the cache is divided: by key-value heads, and never with latent attention (each rank holds it). */
    int share(int ranks) {
        return latentWidth.isPresent() ? 1 : Math.min(ranks, kvHeads);
    }

    /** Whether the attention heads can be dealt to that many ranks. */
    boolean splitsOver(int ranks) {
        boolean cacheSplits = latentWidth.isPresent() || kvHeads % ranks == 0 || ranks % kvHeads == 0;
        return heads % ranks == 0 && cacheSplits;
    }
}
