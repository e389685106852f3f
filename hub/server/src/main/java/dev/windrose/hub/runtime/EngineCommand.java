package dev.windrose.hub.runtime;

import dev.windrose.api.InferenceWorkloadSpec;
import dev.windrose.api.InferenceWorkloadSpec.Engine;
import dev.windrose.api.InferenceWorkloadSpec.EngineType;
import dev.windrose.api.InferenceWorkloadSpec.Quantization;
import dev.windrose.placement.fit.MemoryFit;
import dev.windrose.placement.fit.MemoryNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Image, arguments and health path of an engine for one model on a number of GPUs.
 *
 * <p>Sources: vLLM "Engine Arguments" and "OpenAI-Compatible Server" pages, SGLang "Server Arguments" page, llama.cpp
 * server README, TensorRT-LLM {@code trtllm-serve} page.
 */
record EngineCommand(String image, List<String> args, String healthPath) {
    static EngineCommand of(InferenceWorkloadSpec spec, int gpus, int port, LearnedModels learned) {
        var type = Optional.ofNullable(spec.engine()).map(Engine::type).orElse(EngineType.vllm);
        var args = new ArrayList<String>(
                switch (type) {
                    case vllm -> vllm(spec, gpus, port, learned);
                    case sglang -> sglang(spec, gpus, port, learned);
                    case trtllm ->
                        List.of(
                                "trtllm-serve",
                                spec.model().id(),
                                "--host=0.0.0.0",
                                "--port=" + port,
                                "--tp_size=" + gpus);
                    case llamacpp -> llamacpp(spec, gpus, port, learned);
                    case custom -> List.of();
                });
        Optional.ofNullable(spec.engine()).map(Engine::args).ifPresent(args::addAll);
        return new EngineCommand(image(spec, type), List.copyOf(args), "/health");
    }

    /** Pinned: a floating tag would change what runs without a plan. Engines without a default need an image. */
    private static String image(InferenceWorkloadSpec spec, EngineType type) {
        var given = Optional.ofNullable(spec.engine()).map(Engine::image);
        return given.orElseGet(() -> switch (type) {
            case vllm -> "vllm/vllm-openai:v0.10.2";
            case sglang -> "lmsysorg/sglang:v0.5.2-cu126";
            case trtllm, llamacpp, custom ->
                throw new IllegalArgumentException("engine %s needs spec.engine.image".formatted(type));
        });
    }

    private static List<String> vllm(InferenceWorkloadSpec spec, int gpus, int port, LearnedModels learned) {
        var args = new ArrayList<>(List.of("--model=" + spec.model().id(), "--port=" + port));
        if (gpus > 1) {
            args.add("--tensor-parallel-size=" + gpus);
        }
        contextLength(spec, gpus, learned).ifPresent(tokens -> args.add("--max-model-len=" + tokens));
        quantization(spec).ifPresent(q -> args.add("--quantization=" + vllmName(q)));
        return args;
    }

    private static List<String> sglang(InferenceWorkloadSpec spec, int gpus, int port, LearnedModels learned) {
        var args = new ArrayList<>(List.of(
                "python3",
                "-m",
                "sglang.launch_server",
                "--model-path=" + spec.model().id(),
                "--host=0.0.0.0",
                "--port=" + port));
        if (gpus > 1) {
            args.add("--tp-size=" + gpus);
        }
        contextLength(spec, gpus, learned).ifPresent(tokens -> args.add("--context-length=" + tokens));
        quantization(spec).ifPresent(q -> args.add("--quantization=" + sglangName(q)));
        if (spec.autoscaling() != null) {
            args.add("--enable-metrics");
        }
        return args;
    }

    private static List<String> llamacpp(InferenceWorkloadSpec spec, int gpus, int port, LearnedModels learned) {
        var args = new ArrayList<>(List.of("-hf", spec.model().id(), "--host", "0.0.0.0", "--port", "" + port));
        contextLength(spec, gpus, learned).ifPresent(tokens -> args.addAll(List.of("-c", "" + tokens)));
        if (spec.autoscaling() != null) {
            args.add("--metrics");
        }
        return args;
    }

    /**
     * What the memory fit counted with: an engine left to the model's own maximum may not fit where it was placed. What was
     * learned of a model counts only where the fit placed it by that; it must not change what runs otherwise.
     */
    private static Optional<Integer> contextLength(InferenceWorkloadSpec spec, int gpus, LearnedModels learned) {
        var gpu = spec.gpu();
        boolean fitted = gpu == null
                || gpu.count() == null
                || gpu.anyOf() == null
                || gpu.anyOf().isEmpty();
        var model = ModelDemands.of(spec);
        var known = fitted ? model.with(learned.knowledge(model.id())) : model;
        return Optional.ofNullable(spec.model().contextLength())
                .or(() -> MemoryFit.need(known, gpus).map(MemoryNeed::contextLength));
    }

    private static Optional<Quantization> quantization(InferenceWorkloadSpec spec) {
        return Optional.ofNullable(spec.model().quantization()).filter(q -> q != Quantization.none);
    }

    /** 4 and 8 bit integers mean bitsandbytes and the compressed-tensors form there. */
    private static String vllmName(Quantization q) {
        return switch (q) {
            case int4 -> "bitsandbytes";
            case int8 -> "compressed-tensors";
            case fp8, awq, gptq, none -> q.name();
        };
    }

    private static String sglangName(Quantization q) {
        return switch (q) {
            case int4 -> "bitsandbytes";
            case int8 -> "w8a8_int8";
            case fp8, awq, gptq, none -> q.name();
        };
    }
}
