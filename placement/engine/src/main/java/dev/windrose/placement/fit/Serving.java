package dev.windrose.placement.fit;

import java.util.OptionalInt;

/**
 * How a model is served.
 *
 * @param utilisation share of the GPU's memory that the engine may take, 0.1 to 1
 * @param concurrency sequences of full length that the cache must hold at once; empty: one
 * @param eightBitCache keys and values in 8 bits, not 16
 */
public record Serving(
        EngineKind engine, double utilisation, OptionalInt concurrency, boolean eightBitCache, Adapters adapters) {
    /** vLLM as it comes. */
    public static final Serving DEFAULT = Serving.by(EngineKind.VLLM);

    public Serving {
        if (!(utilisation >= 0.1 && utilisation <= 1)) {
            throw new IllegalArgumentException("utilisation (%s) must be 0.1-1.".formatted(utilisation));
        }
        if (concurrency.isPresent() && (concurrency.getAsInt() < 1 || concurrency.getAsInt() > 1_000_000)) {
            throw new IllegalArgumentException("concurrency (%d) must be 1-1000000.".formatted(concurrency.getAsInt()));
        }
    }

    /** An engine as it comes. */
    public static Serving by(EngineKind engine) {
        return new Serving(engine, engine.utilisation(), OptionalInt.empty(), false, Adapters.NONE);
    }

    public Serving withConcurrency(OptionalInt sequences) {
        return new Serving(engine, utilisation, sequences, eightBitCache, adapters);
    }

    int sequences() {
        return concurrency.orElse(1);
    }

    int cacheBytes() {
        return eightBitCache ? 1 : 2;
    }
}
