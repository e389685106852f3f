package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a workload says of its model.
 *
 * @param id Hugging Face id, {@code meta-llama/Llama-3.1-8B-Instruct}
 * @param contextLength tokens of one sequence; empty: the smaller of the model's own and 4,096
 * @param knowledge what is known of the model beside the built-in tables
 */
public record ModelDemand(
        String id,
        Optional<Integer> contextLength,
        Quantization quantization,
        Serving serving,
        Slo slo,
        Knowledge knowledge) {
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
                Knowledge.NONE);
    }

    /** One sequence at a time must fit, with vLLM's default share of the memory. */
    public static ModelDemand of(String id, Optional<Integer> contextLength, Quantization quantization) {
        return new ModelDemand(id, contextLength, quantization, Serving.DEFAULT, Slo.NONE, Knowledge.NONE);
    }

    public ModelDemand with(Serving other) {
        return new ModelDemand(id, contextLength, quantization, other, slo, knowledge);
    }

    public ModelDemand with(Slo other) {
        return new ModelDemand(id, contextLength, quantization, serving, other, knowledge);
    }

    public ModelDemand with(Quantization other) {
        return new ModelDemand(id, contextLength, other, serving, slo, knowledge);
    }

    public ModelDemand withContext(int tokens) {
        return new ModelDemand(id, Optional.of(tokens), quantization, serving, slo, knowledge);
    }

    public ModelDemand with(Knowledge other) {
        return new ModelDemand(id, contextLength, quantization, serving, slo, other);
    }

    /** From the table, else what was learned. */
    public Optional<ModelFacts> facts() {
        return KnownModels.find(id).or(knowledge::learned);
    }

    /** Why the model cannot be sized, and what to do about it. */
    String whyUnknown() {
        return "The size of " + id + " is unknown"
                + (knowledge.unlearned().isEmpty() ? "" : ": " + knowledge.unlearned())
                + ". Give gpu: with anyOf and count, or use the publisher's id of a known model.";
    }

    /** Tokens of one sequence. */
    public int context(ModelFacts facts) {
        return contextLength.orElse(Math.min(facts.maxContext(), MemoryFit.DEFAULT_CONTEXT));
    }
}
