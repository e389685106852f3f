package dev.windrose.placement.fit;

/**
 * What a model's published configuration says.
 *
 * @param hidden width of the model
 * @param maxContext tokens that the model was made for
 * @param embedding answers vectors, and keeps no key-value cache
 * @param source where the facts stand
 */
public record ModelFacts(
        String id, ModelSize size, Attention attention, int hidden, int maxContext, boolean embedding, String source) {
    public ModelFacts {
        if (hidden < 1 || maxContext < 1) {
            throw new IllegalArgumentException(
                    "A model %d wide for %d tokens makes no sense.".formatted(hidden, maxContext));
        }
    }

    double weightBytes(Quantization quantization) {
        return size.bytes(quantization);
    }

    /** Bytes of the cache for one token over all layers, in 16 bits, where nothing is forgotten. */
    long cacheBytesPerToken() {
        return embedding ? 0 : attention.valuesPerToken() * 2;
    }
}
