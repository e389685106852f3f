package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a workload says of its model.
 *
 * @param id Hugging Face id, {@code meta-llama/Llama-3.1-8B-Instruct}
 * @param contextLength tokens of one sequence; empty: the smaller of the model's own and 4,096
 * @param learned facts of a model that is in no table of ours; empty: none, or not yet
 */
public record ModelDemand(
        String id,
        Optional<Integer> contextLength,
        Quantization quantization,
        Serving serving,
        Slo slo,
        Optional<ModelFacts> learned) {
    /** vLLM's {@code --gpu-memory-utilization} where nobody says otherwise. */
    public static final double DEFAULT_UTILISATION = 0.9;

    public ModelDemand {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A model needs an id, such as meta-llama/Llama-3.1-8B-Instruct.");
        }
        if (contextLength.isPresent() && contextLength.get() < 1) {
            throw new IllegalArgumentException("contextLength (%d) must be at least 1.".formatted(contextLength.get()));
        }
    }

    /** vLLM with another share of the memory and more sequences at once. */
    public ModelDemand(
            String id,
            Optional<Integer> contextLength,
            Quantization quantization,
            int concurrency,
            double utilisation) {
        this(
                id,
                contextLength,
                quantization,
                new Serving(EngineKind.VLLM, utilisation, OptionalInt.of(concurrency), false, Adapters.NONE),
                Slo.NONE,
                Optional.empty());
    }

    /** One sequence at a time must fit, with vLLM's default share of the memory. */
    public static ModelDemand of(String id, Optional<Integer> contextLength, Quantization quantization) {
        return new ModelDemand(id, contextLength, quantization, Serving.DEFAULT, Slo.NONE, Optional.empty());
    }

    public ModelDemand with(Serving other) {
        return new ModelDemand(id, contextLength, quantization, other, slo, learned);
    }

    public ModelDemand with(Slo other) {
        return new ModelDemand(id, contextLength, quantization, serving, other, learned);
    }

    public ModelDemand with(Quantization other) {
        return new ModelDemand(id, contextLength, other, serving, slo, learned);
    }

    public ModelDemand withContext(int tokens) {
        return new ModelDemand(id, Optional.of(tokens), quantization, serving, slo, learned);
    }

    public ModelDemand withLearned(Optional<ModelFacts> facts) {
        return new ModelDemand(id, contextLength, quantization, serving, slo, facts);
    }

    /** From the table, else what was learned. */
    public Optional<ModelFacts> facts() {
        return KnownModels.find(id).or(() -> learned);
    }

    /** Tokens of one sequence. */
    public int context(ModelFacts facts) {
        return contextLength.orElse(Math.min(facts.maxContext(), MemoryFit.DEFAULT_CONTEXT));
    }
}
