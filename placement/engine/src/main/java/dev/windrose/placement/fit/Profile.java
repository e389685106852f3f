package dev.windrose.placement.fit;

import dev.windrose.placement.inventory.GpuProduct;
import java.util.Locale;

/**
 * One measurement of one replica.
 *
 * @param model Hugging Face id
 * @param gpus of one replica
 * @param source who measured, when and how
 */
public record Profile(
        GpuProduct product,
        String model,
        EngineKind engine,
        Quantization quantization,
        int gpus,
        Traffic traffic,
        double tokensPerSecond,
        double ttftMillis,
        double tpotMillis,
        String source) {
    public Profile {
        if (gpus < 1 || gpus > 1024) {
            throw new IllegalArgumentException("gpus (%d) must be 1-1024.".formatted(gpus));
        }
        if (!(good(tokensPerSecond) && good(ttftMillis) && good(tpotMillis))) {
            throw new IllegalArgumentException("%s tokens/s, %s ms to the first and %s ms per token are no measurement."
                    .formatted(tokensPerSecond, ttftMillis, tpotMillis));
        }
    }

    private static boolean good(double figure) {
        return figure > 0 && figure < 1e9;
    }

    /** Models that are one and the same in weights count as one. */
    static String key(String model) {
        return KnownModels.find(model).map(ModelFacts::id).orElse(model).toLowerCase(Locale.ROOT);
    }
}
