package dev.windrose.placement.fit;

import java.util.Optional;

/**
 * What a workload says of its model.
 *
 * @param id Hugging Face id, {@code meta-llama/Llama-3.1-8B-Instruct}
 * @param contextLength tokens of one sequence; empty: the smaller of the model's own and 4,096
 * @param concurrency sequences of full length that the cache must hold at once
 * @param utilisation share of the GPU's memory that the engine may take, 0.1 to 1; vLLM's default is 0.9
 */
public record ModelDemand(
        String id, Optional<Integer> contextLength, Quantization quantization, int concurrency, double utilisation) {
    /** vLLM's {@code --gpu-memory-utilization} where nobody says otherwise. */
    public static final double DEFAULT_UTILISATION = 0.9;

    public ModelDemand {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A model needs an id, such as meta-llama/Llama-3.1-8B-Instruct.");
        }
        if (contextLength.isPresent() && contextLength.get() < 1) {
            throw new IllegalArgumentException("contextLength (%d) must be at least 1.".formatted(contextLength.get()));
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency (%d) must be at least 1.".formatted(concurrency));
        }
        if (!(utilisation >= 0.1 && utilisation <= 1)) {
            throw new IllegalArgumentException("utilisation (%s) must be 0.1-1.".formatted(utilisation));
        }
    }

    /** One sequence at a time must fit, with vLLM's default share of the memory. */
    public static ModelDemand of(String id, Optional<Integer> contextLength, Quantization quantization) {
        return new ModelDemand(id, contextLength, quantization, 1, DEFAULT_UTILISATION);
    }
}
