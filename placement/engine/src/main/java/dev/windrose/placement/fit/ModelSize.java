package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large a model's weights are.
 *
 * @param parameters of the whole checkpoint, all experts and a vision tower included
 * @param experts of a mixture; empty: every parameter works for every token
 * @param embedding parameters of the token embedding
 * @param head parameters of an output head of its own; 0 when it is the embedding
 * @param vision parameters of a vision tower and its projector, which stay in 16 bits and work for images only
 * @param stored how the checkpoint is published; {@code NONE}: 16 bits
 * @param storedBytes what the checkpoint's weights take in memory, as published; empty: computed
 */
public record ModelSize(
        long parameters,
        Optional<Experts> experts,
        long embedding,
        long head,
        long vision,
        Quantization stored,
        OptionalLong storedBytes) {
    /** More than any model has: a larger figure is a mistake. */
    static final long MOST_PARAMETERS = 100_000_000_000_000L;

    public ModelSize {
        if (parameters < 1 || parameters > MOST_PARAMETERS || embedding < 0 || head < 0 || vision < 0) {
            throw new IllegalArgumentException(
                    "A model of %d parameters (embedding %d, head %d, vision %d) makes no sense."
                            .formatted(parameters, embedding, head, vision));
        }
        if (storedBytes.isPresent() && storedBytes.getAsLong() < 1) {
            throw new IllegalArgumentException("Weights of %d bytes make no sense.".formatted(storedBytes.getAsLong()));
        }
        if (experts.filter(each -> each.parameters() > parameters).isPresent()) {
            throw new IllegalArgumentException("More parameters in experts than in the whole model.");
        }
    }

    /** Parameters that one token runs through. */
    public long active() {
        return parameters - experts.map(Experts::idle).orElse(0L);
    }

    /** Bytes of the weights under a quantisation; {@code NONE} leaves them as they were published. */
    public double bytes(Quantization quantization) {
        Quantization effective = effective(quantization);
        if (effective == stored && storedBytes.isPresent()) {
            return storedBytes.getAsLong();
        }
        long inSixteenBits = Math.min(parameters, embedding + head + vision);
        if (effective == Quantization.NONE || effective.quantisesAll() || inSixteenBits == parameters) {
            return parameters * (inSixteenBits == parameters ? Quantization.NONE : effective).bytesPerWeight();
        }
        return inSixteenBits * Quantization.NONE.bytesPerWeight()
                + (parameters - inSixteenBits) * effective.bytesPerWeight();
    }

    Quantization effective(Quantization quantization) {
        return quantization == Quantization.NONE ? stored : quantization;
    }

    /** Parameters that a step reads once for a batch of tokens: no table of which it needs a row each, no idle expert. */
    double read(int batch) {
        double experts = this.experts
                .map(each -> each.parameters() * (1 - each.touched(batch)))
                .orElse(0.0);
        double table = head > 0 ? embedding : 0;
        return Math.max(1, parameters - experts - table - vision);
    }

    /** Parameters that each token is multiplied with. */
    double multiplied() {
        return Math.max(1, active() - (head > 0 ? embedding : 0) - vision);
    }
}
