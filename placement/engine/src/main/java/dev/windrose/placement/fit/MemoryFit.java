package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The memory fit. One GPU of those that share a model must hold
 *
 * <pre>
 * weights / (tensor * pipeline) * 1.02 * 1.05  +  cache(context, concurrency) / share  +  adapters  +  engine
 *     &lt;=   usable MiB * utilisation
 * </pre>
 *
 * where 2 % is what a checkpoint takes when loaded beyond its size and 5 % what kernels add in proportion; share is
 * {@code min(tensor, key-value heads)}, or 1 with latent attention, times the stages; a stage also holds the embedding or
 * the head whole. The form is that of KAITO's estimator, generalised to parallelism and quantisation; a need that equals
 * the room exactly fits.
 */
public final class MemoryFit {
    static final int DEFAULT_CONTEXT = 4096;
    private static final double LOADED = 1.02 * 1.05;
    private static final double MIB = 1024.0 * 1024.0;
    private static final double MOST_MIB = 1L << 50;

    private MemoryFit() {}

    /** What each of {@code gpus} GPUs must hold, or empty when the model is unknown. */
    public static Optional<MemoryNeed> need(ModelDemand model, int gpus) {
        return need(model, model.serving().engine().over(gpus));
    }

    /** What each GPU must hold of a model that is divided so, or empty when the model is unknown. */
    public static Optional<MemoryNeed> need(ModelDemand model, Parallelism over) {
        return model.facts().map(facts -> need(facts, model, over));
    }

    /**
     * Chooses the number of GPUs.
     *
     * @param usableMiB of one GPU
     * @param gpusOnNode the most GPUs that one node has
     * @param count a fixed number; empty: the smallest that holds the model and divides its heads
     */
    public static FitVerdict fit(ModelDemand model, int usableMiB, int gpusOnNode, Optional<Integer> count) {
        Optional<ModelFacts> known = model.facts();
        if (known.isEmpty()) {
            return new FitVerdict.ModelUnknown(model.whyUnknown());
        }
        ModelFacts facts = known.get();
        EngineKind engine = model.serving().engine();
        long room = room(model, usableMiB);
        MemoryNeed last = need(facts, model, engine.over(count.orElse(1)));
        if (count.isPresent()) {
            return last.totalMiB() <= room ? new FitVerdict.Fits(last) : tooLarge(last, room, gpusOnNode);
        }
        for (int gpus = 1; gpus <= gpusOnNode; gpus++) {
            if (engine.over(gpus).suits(facts.attention())) {
                last = need(facts, model, engine.over(gpus));
                if (last.totalMiB() <= room) {
                    return new FitVerdict.Fits(last);
                }
            }
        }
        return tooLarge(last, room, gpusOnNode);
    }

    /**
     * How many sequences of that many tokens the cache has room for; 0 when not one, or when the model is unknown, and no
     * more than {@code most}.
     */
    public static int sequences(ModelDemand model, int usableMiB, int gpus, int tokens, int most) {
        ModelDemand one = model.withContext(tokens);
        int low = 0;
        int high = most;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            var with = one.with(one.serving().withConcurrency(OptionalInt.of(middle)));
            boolean fits = need(with, gpus)
                    .filter(each -> each.totalMiB() <= room(model, usableMiB))
                    .isPresent();
            low = fits ? middle : low;
            high = fits ? high : middle - 1;
        }
        return low;
    }

    /** Whether the bare weights exceed the whole memory of that many GPUs: then no setting of the engine helps. */
    public static boolean weightsExceed(ModelDemand model, int usableMiB, int gpus) {
        return model.facts()
                .filter(facts -> facts.weightBytes(model.quantization()) / MIB > (double) usableMiB * gpus)
                .isPresent();
    }

    private static long room(ModelDemand model, int usableMiB) {
        return (long) Math.floor(usableMiB * model.serving().utilisation());
    }

    private static FitVerdict tooLarge(MemoryNeed need, long room, int gpusOnNode) {
        return new FitVerdict.TooLarge(
                need,
                "needs " + need.text() + " on each of " + need.gpus() + " GPUs, an engine may use " + room
                        + " MiB of one; one node has " + gpusOnNode + ". Maybe quantise it or shorten the context.");
    }

    private static MemoryNeed need(ModelFacts facts, ModelDemand model, Parallelism over) {
        Serving serving = model.serving();
        int context = model.context(facts);
        double values = facts.embedding() ? 0 : facts.attention().values(context, serving.sequences());
        double cache = values * serving.cacheBytes() / facts.attention().share(over.tensor()) * stage(facts, over);
        return new MemoryNeed(
                over.gpus(),
                mib(weights(facts, model.quantization(), over) * LOADED),
                mib(cache),
                mib(serving.adapters().bytes(facts, over)),
                serving.engine().baseMiB(facts.embedding()),
                context);
    }

    /** Absurd needs end at a size that nothing has and that can still be added. */
    private static long mib(double bytes) {
        return (long) Math.min(MOST_MIB, Math.ceil(bytes / MIB));
    }

    /** The share of the layers that the fullest stage has. */
    private static double stage(ModelFacts facts, Parallelism over) {
        int layers = facts.attention().layers();
        return (double) over.layersOf(layers) / layers;
    }

    private static double weights(ModelFacts facts, Quantization quantization, Parallelism over) {
        double all = facts.weightBytes(quantization);
        if (over.pipeline() == 1) {
            return all / over.tensor();
        }
        ModelSize size = facts.size();
        double ends = 2.0 * (size.embedding() + size.head() + size.vision());
        double layers = Math.max(0, all - ends);
        double end = 2.0 * Math.max(size.embedding() + size.vision(), size.head());
        return Math.min(all, layers * stage(facts, over) + end) / over.tensor();
    }
}
