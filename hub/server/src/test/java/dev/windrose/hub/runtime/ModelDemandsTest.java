package dev.windrose.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.hub.Given;
import dev.windrose.placement.fit.Adapters;
import dev.windrose.placement.fit.EngineKind;
import dev.windrose.placement.fit.ModelDemand;
import dev.windrose.placement.fit.Quantization;
import dev.windrose.placement.fit.Slo;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelDemandsTest {
    private static ModelDemand demand(String spec) {
        return ModelDemands.of(Given.spec(spec));
    }

    @Test
    void whatIsToldTheEngineIsCounted() {
        var demand = demand("""
                {"model": {"id": "meta-llama/Llama-3.1-8B", "concurrency": 12}, "slo": {"tpotMillis": 40},
                 "engine": {"type": "vllm", "args": ["--gpu-memory-utilization", "0.8", "--kv-cache-dtype=fp8_e4m3",
                            "--enable-lora", "--max-loras=4", "--max-lora-rank=64"]}}""");

        assertThat(demand.serving().utilisation()).isEqualTo(0.8);
        assertThat(demand.serving().eightBitCache()).isTrue();
        assertThat(demand.serving().adapters()).isEqualTo(new Adapters(4, 64));
        assertThat(demand.serving().concurrency()).isEqualTo(OptionalInt.of(12));
        assertThat(demand.slo()).isEqualTo(new Slo(OptionalInt.empty(), OptionalInt.of(40)));
    }

    @Test
    void whatMakesNoSenseIsNotCounted() {
        var demand = demand("""
                {"model": {"id": "a/b"}, "engine": {"args": ["--gpu-memory-utilization=7", "--max-loras", "--enable-lora"]}}""");

        assertThat(demand.serving().utilisation()).isEqualTo(EngineKind.VLLM.utilisation());
        assertThat(demand.serving().adapters()).isEqualTo(new Adapters(1, 16));
    }

    @Test
    void llamaCppTakesFourBitsOfAGgufRepositoryWhereNobodySaysOtherwise() {
        var gguf = """
                {"model": {"id": "Qwen/Qwen2.5-7B-Instruct-GGUF"%s}, "engine": {"type": "llamacpp", "image": "i"}}""";

        assertThat(demand(gguf.formatted("")).quantization()).isEqualTo(Quantization.GGUF_Q4_K_M);
        assertThat(demand(gguf.formatted(", \"quantization\": \"int8\"")).quantization())
                .isEqualTo(Quantization.INT8);
        assertThat(demand(gguf.formatted("")).serving().engine()).isEqualTo(EngineKind.LLAMACPP);
    }
}
