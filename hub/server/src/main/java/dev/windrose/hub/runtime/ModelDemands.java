package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadSpec.Engine;
import dev.windrose.api.InferenceWorkloadSpec.EngineType;
import dev.windrose.placement.fit.Adapters;
import dev.windrose.placement.fit.EngineKind;
import dev.windrose.placement.fit.Knowledge;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.fit.Serving;
import dev.windrose.placement.fit.Slo;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A spec's model in the terms of the memory fit: the planner and the engine's arguments must count with the same. What the
 * user tells the engine in {@code engine.args} counts here, too, as far as it changes what memory holds.
 *
 * <p>Sources: vLLM "Engine Arguments" (gpu-memory-utilization, kv-cache-dtype, enable-lora, max-loras 1, max-lora-rank 16),
 * SGLang "Server Arguments" (mem-fraction-static, kv-cache-dtype, lora-paths, max-loras-per-batch 8, max-lora-rank).
 */
public final class ModelDemands {
    private static final int VLLM_LORAS = 1;
    private static final int SGLANG_LORAS = 8;
    private static final int LORA_RANK = 16;

    private ModelDemands() {}

    public static ModelDemand of(InferenceWorkloadSpec spec) {
        var model = spec.model();
        var engine = kind(spec.engine());
        return new ModelDemand(
                model.id(),
                Optional.ofNullable(model.contextLength()),
                quantization(model, engine),
                serving(engine, args(spec.engine()), optional(model.concurrency())),
                slo(spec.slo()),
                Knowledge.NONE);
    }

    private static EngineKind kind(@Nullable Engine engine) {
        var type = engine == null ? EngineType.vllm : Objects.requireNonNullElse(engine.type(), EngineType.vllm);
        return switch (type) {
            case vllm -> EngineKind.VLLM;
            case sglang -> EngineKind.SGLANG;
            case trtllm -> EngineKind.TRTLLM;
            case llamacpp -> EngineKind.LLAMACPP;
            case custom -> EngineKind.CUSTOM;
        };
    }

    /** llama.cpp takes the Q4_K_M file of a GGUF repository where nobody names another (server README, -hf). */
    private static Quantization quantization(InferenceWorkloadSpec.Model model, EngineKind engine) {
        var asked = Optional.ofNullable(model.quantization())
                .flatMap(q -> Quantization.parse(q.name()))
                .orElse(Quantization.NONE);
        boolean gguf = engine == EngineKind.LLAMACPP
                && asked == Quantization.NONE
                && model.id().toLowerCase(Locale.ROOT).endsWith("-gguf");
        return gguf ? Quantization.GGUF_Q4_K_M : asked;
    }

    private static Slo slo(InferenceWorkloadSpec.@Nullable Slo slo) {
        return slo == null ? Slo.NONE : new Slo(optional(slo.ttftMillis()), optional(slo.tpotMillis()));
    }

    private static Serving serving(EngineKind engine, EngineArgs args, OptionalInt concurrency) {
        double share = args.number("--gpu-memory-utilization")
                .or(() -> args.number("--mem-fraction-static"))
                .filter(value -> value >= 0.1 && value <= 1)
                .orElse(engine.utilisation());
        boolean eightBits = args.text("--kv-cache-dtype").orElse("").startsWith("fp8");
        return new Serving(engine, share, concurrency, eightBits, adapters(args));
    }

    private static Adapters adapters(EngineArgs args) {
        int rank = whole(args, "--max-lora-rank", LORA_RANK);
        if (args.has("--enable-lora")) {
            int slots = whole(args, "--max-loras", whole(args, "--max-loras-per-batch", VLLM_LORAS));
            return new Adapters(slots, rank);
        }
        return args.has("--lora-paths")
                ? new Adapters(whole(args, "--max-loras-per-batch", SGLANG_LORAS), rank)
                : Adapters.NONE;
    }

    /** What makes no sense is the engine's to refuse; it is not counted. */
    private static int whole(EngineArgs args, String name, int otherwise) {
        return args.number(name)
                .filter(value -> value >= 1 && value <= 8_192)
                .map(Double::intValue)
                .orElse(otherwise);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static EngineArgs args(@Nullable Engine engine) {
        return new EngineArgs(engine == null || engine.args() == null ? List.of() : engine.args());
    }
}
