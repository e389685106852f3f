package dev.windrose.placement.fit;

/**
 * LoRA adapters that an engine keeps ready on the GPU: vLLM's {@code --max-loras} and {@code --max-lora-rank}.
 *
 * @param slots adapters at once; 0: none
 */
public record Adapters(int slots, int rank) {
    public static final Adapters NONE = new Adapters(0, 0);

    public Adapters {
        if (slots < 0 || slots > 10_000 || rank < 0 || rank > 8_192 || slots > 0 && rank == 0) {
            throw new IllegalArgumentException("%d adapters of rank %d make no sense.".formatted(slots, rank));
        }
    }

    /**
     * Bytes on one rank, in 16 bits: two thin matrices beside every linear layer. The one that reads is whole on each
     * rank, the one that writes is divided (vLLM without {@code --fully-sharded-loras}). The width of the inner layer
     * follows from the parameter count; experts have no adapters.
     */
    double bytes(ModelFacts facts, Parallelism over) {
        if (slots == 0) {
            return 0;
        }
        Attention attention = facts.attention();
        double queries = (double) attention.heads() * attention.headDim();
        double keys = (double) attention.kvHeads() * attention.headDim();
        double inner = inner(facts, queries, keys);
        double reading = 3.0 * facts.hidden() + queries + 2.0 * facts.hidden() + inner;
        double writing = queries + 2 * keys + facts.hidden() + 2 * inner + facts.hidden();
        return 2.0 * slots * rank * over.layersOf(attention.layers()) * (reading + writing / over.tensor());
    }

    private static double inner(ModelFacts facts, double queries, double keys) {
        if (facts.size().experts().isPresent()) {
            return 0;
        }
        ModelSize size = facts.size();
        double layer = (double) (size.parameters() - size.embedding() - size.head() - size.vision())
                / facts.attention().layers();
        double attention = 2.0 * facts.hidden() * (queries + keys);
        return Math.max(0, (layer - attention) / (3.0 * facts.hidden()));
    }
}
