package dev.windrose.placement.fit;

import dev.windrose.placement.inventory.GpuProduct;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** How fast a model answers on so many GPUs of a product: as measured, else by the roofline; never guessed. Pure. */
public final class Speeds {
    private static final int SECONDS_OF_AN_HOUR = 3_600;

    private Speeds() {}

    /**
     * Estimates one replica. The requests at once are those that the workload states, else as many as fit, sixteen at
     * most.
     *
     * @param usableMiB of one GPU; empty: unknown, and a stated number of requests is taken at its word
     */
    public static SpeedEstimate estimate(ModelDemand model, GpuProduct product, int gpus, Optional<Integer> usableMiB) {
        Optional<ModelFacts> known = model.facts();
        if (known.isEmpty()) {
            return new SpeedEstimate.Unknown("the size of " + model.id() + " is unknown");
        }
        ModelFacts facts = known.get();
        if (facts.embedding()) {
            return new SpeedEstimate.Unknown(model.id() + " answers vectors, not tokens");
        }
        Traffic usual = Traffic.within(model.context(facts), 1);
        int most = model.serving().concurrency().orElse(Traffic.USUAL_CONCURRENCY);
        int fitting = usableMiB
                .map(mib -> MemoryFit.sequences(model, mib, gpus, usual.tokens(), most))
                .orElse(model.serving().sequences());
        Traffic traffic = new Traffic(usual.promptTokens(), usual.answerTokens(), Math.max(1, fitting));
        Optional<SpeedEstimate.Known> measured = model.knowledge().measured().find(product, model, gpus, traffic);
        if (measured.isPresent()) {
            return measured.get();
        }
        return GpuSpeeds.of(product)
                .<SpeedEstimate>map(gpu -> Roofline.estimate(
                        facts, model, gpu, model.serving().engine().over(gpus), traffic))
                .orElseGet(() -> new SpeedEstimate.Unknown(
                        "no data sheet of " + product.name() + " is known. Maybe give a measured profile"));
    }

    /**
     * Dollars for a million answer tokens at the estimate's concurrency, to four digits, rounded up.
     *
     * @param dollarsPerHour of one replica
     */
    public static BigDecimal perMillionTokens(BigDecimal dollarsPerHour, SpeedEstimate.Known speed) {
        BigDecimal millionsAnHour = BigDecimal.valueOf(speed.tokensPerSecond())
                .multiply(BigDecimal.valueOf(SECONDS_OF_AN_HOUR))
                .movePointLeft(6);
        return dollarsPerHour
                .divide(millionsAnHour, MathContext.DECIMAL64)
                .round(new MathContext(4, RoundingMode.UP))
                .stripTrailingZeros();
    }
}
