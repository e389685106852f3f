package dev.windrose.placement.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.inventory.GpuProduct;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RooflineTest {
    private static SpeedEstimate.Known estimate(
            String model, String gpu, int gpus, Quantization quantization, Traffic traffic) {
        ModelFacts facts = KnownModels.find(model).orElseThrow();
        ModelDemand demand = ModelDemand.of(model, Optional.of(traffic.tokens()), quantization);
        return Roofline.estimate(
                facts, demand, GpuSpeeds.of(new GpuProduct(gpu)).orElseThrow(), new Parallelism(gpus, 1), traffic);
    }

    /**
     * Measured: NVIDIA NIM for LLMs benchmarking guide 1.0.0, "Performance", Llama-3.3-70b-instruct 1.8.0 on 2 x H100 80 GB,
     * FP8, TP 2, 5000 prompt and 500 answer tokens: time to the first token, between tokens, and throughput. The largest error found is stated
     * in docs/placement.md.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 406.77, 18.58, 51.67",
        "5, 546.7, 21.83, 218.48",
        "25, 688.69, 38.75, 623.4",
        "50, 834.51, 59.73, 814.37"
    })
    void isWithinItsUncertaintyOfWhatNvidiaMeasured(int concurrency, double ttft, double tpot, double tokens) {
        SpeedEstimate.Known known =
                estimate("meta-llama/Llama-3.3-70B", "H100", 2, Quantization.FP8, new Traffic(5_000, 500, concurrency));

        Percentage within = Percentage.withPercentage(known.plusMinusPercent());
        assertThat(known.ttftMillis()).isCloseTo(ttft, within);
        assertThat(known.tpotMillis()).isCloseTo(tpot, within);
        assertThat(known.tokensPerSecond()).isCloseTo(tokens, within);
    }

    /**
     * Measured: vLLM performance benchmark build 9515 (buildkite.com/vllm), H200, batch of 8, 32 prompt and 128 answer
     * tokens, mean latency of the whole: 833 ms, 2078 ms on 4 GPUs, 1917 ms on 2.
     */
    @ParameterizedTest
    @CsvSource({
        "meta-llama/Llama-3.1-8B, 1, 833.421",
        "meta-llama/Meta-Llama-3-70B, 4, 2077.53",
        "mistralai/Mixtral-8x7B, 2, 1917.44"
    })
    void isWithinItsUncertaintyOfWhatVllmMeasured(String model, int gpus, double millis) {
        SpeedEstimate.Known known = estimate(model, "H200", gpus, Quantization.NONE, new Traffic(32, 128, 8));

        double whole = known.tpotMillis() * 128;
        assertThat(whole).isCloseTo(millis, Percentage.withPercentage(known.plusMinusPercent()));
    }

    /** By hand: 16,060 M bytes less a table of 1,050.7 M, plus 1,088 tokens of 128 KiB, over 3,350 GB/s x 0.6. */
    @Test
    void oneSequenceIsBoundByTheMemoryOfTheGpu() {
        SpeedEstimate.Known known =
                estimate("meta-llama/Llama-3.1-8B", "H100", 1, Quantization.NONE, new Traffic(1_024, 128, 1));

        assertThat(known.tpotMillis()).isCloseTo(7.538, Offset.offset(0.01));
        assertThat(known.plusMinusPercent()).isEqualTo(35);
    }

    @Test
    void aSliceHasItsShareAndIsLessSure() {
        Traffic traffic = new Traffic(512, 128, 1);
        SpeedEstimate.Known whole = estimate("meta-llama/Llama-3.2-1B", "H100", 1, Quantization.NONE, traffic);
        SpeedEstimate.Known slice =
                estimate("meta-llama/Llama-3.2-1B", "H100-MIG-1g.10gb", 1, Quantization.NONE, traffic);

        assertThat(slice.tpotMillis() / whole.tpotMillis()).isCloseTo(8, Offset.offset(0.01));
        assertThat(slice.plusMinusPercent()).isGreaterThan(whole.plusMinusPercent());
    }

    @Test
    void whatWasMeasuredComesFirst() {
        Profiles profiles = Profiles.read(List.of(
                        "product,model,engine,quantization,gpus,concurrency,prompt_tokens,answer_tokens,tokens_per_second,ttft_ms,tpot_ms,source",
                        "L4,meta-llama/Llama-3.1-8B-Instruct,vllm,none,1,4,1024,256,60,900,60,our bench 2026-10",
                        "L4,meta-llama/Llama-3.1-8B-Instruct,vllm,none,1,8,1024,256,100,1100,70,our bench 2026-10"))
                .profiles();
        ModelDemand six = ModelDemand.of("meta-llama/Meta-Llama-3.1-8B-Instruct", Optional.empty(), Quantization.NONE);

        var measured = speed(
                six,
                4,
                Profiles.read(List.of("L4,meta-llama/Meta-Llama-3.1-8B,vllm,none,1,4,1000,300,60,900,60,our bench"))
                        .profiles());
        var between =
                speed(ModelDemand.of("meta-llama/Llama-3.1-8B", Optional.empty(), Quantization.NONE), 6, profiles);
        var beyond = speed(ModelDemand.of("meta-llama/Llama-3.1-8B", Optional.empty(), Quantization.NONE), 9, profiles);

        assertThat(measured.provenance()).isEqualTo(SpeedEstimate.Provenance.MEASURED);
        assertThat(measured.tokensPerSecond()).isEqualTo(60);
        assertThat(between.provenance()).isEqualTo(SpeedEstimate.Provenance.INTERPOLATED);
        assertThat(between.tokensPerSecond()).isEqualTo(80);
        assertThat(between.ttftMillis()).isEqualTo(1_000);
        assertThat(beyond.provenance()).as("nothing is measured beyond 8").isEqualTo(SpeedEstimate.Provenance.ROOFLINE);
    }

    private static SpeedEstimate.Known speed(ModelDemand model, int concurrency, Profiles profiles) {
        ModelDemand at = model.with(model.serving().withConcurrency(OptionalInt.of(concurrency)))
                .with(new Knowledge(Optional.empty(), "", profiles));
        return (SpeedEstimate.Known) Speeds.estimate(at, new GpuProduct("L4"), 1, Optional.empty());
    }

    @Test
    void badRowsOfProfilesAreNamedAndKeepNoOther() {
        var reading = Profiles.read(List.of(
                "# ours",
                "L4,a/b,vllm,none,1,4,1024,256,60,900,60,bench",
                "L4,a/b,vllm,none,1,4,1024,256,NaN,900,60,bench",
                "L4,a/b,ollama,none,1,4,1024,256,60,900,60,bench",
                "L4,a/b,vllm,none,1"));

        assertThat(reading.rows()).isEqualTo(1);
        assertThat(reading.problems()).hasSize(3);
        assertThat(reading.problems().get(0)).startsWith("line 3: NaN tokens/s");
        assertThat(reading.problems().get(1)).contains("engine (ollama) must be");
    }

    @Test
    void nothingIsSaidOfWhatIsNotKnown() {
        ModelDemand eight = ModelDemand.of("meta-llama/Llama-3.1-8B", Optional.empty(), Quantization.NONE);

        assertThat(Speeds.estimate(eight, new GpuProduct("FUTURE-1"), 1, Optional.of(80_000)))
                .isInstanceOf(SpeedEstimate.Unknown.class);
        assertThat(Speeds.estimate(
                        ModelDemand.of("BAAI/bge-m3", Optional.empty(), Quantization.NONE),
                        new GpuProduct("L4"),
                        1,
                        Optional.of(22_888)))
                .isInstanceOfSatisfying(
                        SpeedEstimate.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("vectors"));
    }

    @Test
    void targetsAreMetMissedOrNeither() {
        var speed = new SpeedEstimate.Known(
                100, 400, 20, 25, SpeedEstimate.Provenance.ROOFLINE, "a test", new Traffic(1_024, 256, 4));

        assertThat(slo(500, 25).judge(speed)).isEqualTo(Slo.Verdict.YES);
        assertThat(slo(499, 25).judge(speed)).isEqualTo(Slo.Verdict.UNSURE);
        assertThat(slo(500, 14).judge(speed)).isEqualTo(Slo.Verdict.NO);
        assertThat(slo(500, 15).judge(speed)).isEqualTo(Slo.Verdict.UNSURE);
        assertThat(slo(500, 25).judge(new SpeedEstimate.Unknown("why"))).isEqualTo(Slo.Verdict.UNSURE);
        assertThat(Slo.NONE.judge(new SpeedEstimate.Unknown("why"))).isEqualTo(Slo.Verdict.YES);
    }

    private static Slo slo(int ttft, int tpot) {
        return new Slo(OptionalInt.of(ttft), OptionalInt.of(tpot));
    }

    /** 2 dollars an hour at 100 tokens a second: 360,000 tokens for 2 dollars. */
    @Test
    void costsOfAMillionTokens() {
        var speed = new SpeedEstimate.Known(
                100, 400, 20, 25, SpeedEstimate.Provenance.ROOFLINE, "a test", new Traffic(1_024, 256, 4));

        assertThat(Speeds.perMillionTokens(new BigDecimal("2"), speed)).isEqualByComparingTo("5.556");
        assertThat(Speeds.perMillionTokens(BigDecimal.ZERO, speed)).isEqualByComparingTo("0");
    }
}
