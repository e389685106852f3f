package dev.windrose.placement.fit;

import java.util.Optional;

/**
 * The memory fit. One GPU of {@code n} that share a model by tensor parallelism must hold
 *
 * <pre>
 * weights / n * 1.02 * 1.05  +  cache(context, concurrency) / share  +  engine   &lt;=   usable MiB * utilisation
 * </pre>
 *
 * where 2 % is what a checkpoint takes when loaded beyond its size and 5 % what kernels add in proportion; share is
 * {@code min(n, key-value heads)}, or 1 with latent attention; and the engine's own part is 0.6 GiB outside the framework
 * and 1.7 GiB for activations and CUDA graphs. The form is that of KAITO's estimator, generalised to tensor parallelism
 * and quantisation; a need that equals the room exactly fits.
 */
public final class MemoryFit {
    static final int DEFAULT_CONTEXT = 4096;
    private static final double LOADED = 1.02 * 1.05;
    private static final double MIB = 1024.0 * 1024.0;
    private static final long ENGINE_MIB = 2356;
    /** Encoders run without CUDA graphs and with small activations. */
    private static final long EMBEDDING_ENGINE_MIB = 1229;

    private MemoryFit() {}

    /** What each of {@code gpus} GPUs must hold, or empty when the model is unknown. */
    public static Optional<MemoryNeed> need(ModelDemand model, int gpus) {
        return KnownModels.find(model.id()).map(facts -> need(facts, model, gpus));
    }

    /**
     * Chooses the number of GPUs.
     *
     * @param usableMiB of one GPU
     * @param gpusOnNode the most GPUs that one node has
     * @param count a fixed number; empty: the smallest that holds the model and divides its heads
     */
    public static FitVerdict fit(ModelDemand model, int usableMiB, int gpusOnNode, Optional<Integer> count) {
        Optional<ModelFacts> known = KnownModels.find(model.id());
        if (known.isEmpty()) {
            return new FitVerdict.ModelUnknown("The size of " + model.id()
                    + " is unknown. Give gpu: with anyOf and count, or use the publisher's id of a known model.");
        }
        ModelFacts facts = known.get();
        long room = (long) Math.floor(usableMiB * model.utilisation());
        MemoryNeed last = need(facts, model, count.orElse(1));
        if (count.isPresent()) {
            return last.totalMiB() <= room ? new FitVerdict.Fits(last) : tooLarge(last, room, gpusOnNode);
        }
        for (int gpus = 1; gpus <= gpusOnNode; gpus++) {
            if (facts.splitsOver(gpus)) {
                last = need(facts, model, gpus);
                if (last.totalMiB() <= room) {
                    return new FitVerdict.Fits(last);
                }
            }
        }
        return tooLarge(last, room, gpusOnNode);
    }

    /** Whether the bare weights exceed the whole memory of that many GPUs: then no setting of the engine helps. */
    public static boolean weightsExceed(ModelDemand model, int usableMiB, int gpus) {
        return KnownModels.find(model.id())
                .filter(facts -> facts.weightBytes(model.quantization()) / MIB > (double) usableMiB * gpus)
                .isPresent();
    }

    private static FitVerdict tooLarge(MemoryNeed need, long room, int gpusOnNode) {
        return new FitVerdict.TooLarge(
                need,
                "needs " + need.text() + " on each of " + need.gpus() + " GPUs, an engine may use " + room
                        + " MiB of one; one node has " + gpusOnNode + ". Maybe quantise it or shorten the context.");
    }

    private static MemoryNeed need(ModelFacts facts, ModelDemand model, int gpus) {
        int context = model.contextLength().orElse(Math.min(facts.maxContext(), DEFAULT_CONTEXT));
        double weights = facts.weightBytes(model.quantization()) / gpus * LOADED / MIB;
        double cache =
                (double) facts.cacheBytesPerToken() * context * model.concurrency() / facts.cacheShare(gpus) / MIB;
        return new MemoryNeed(
                gpus,
                (long) Math.ceil(weights),
                (long) Math.ceil(cache),
                facts.embedding() ? EMBEDDING_ENGINE_MIB : ENGINE_MIB,
                context);
    }
}
