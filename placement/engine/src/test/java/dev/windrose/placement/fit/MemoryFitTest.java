package dev.windrose.placement.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryFitTest {
    private static final int H100 = 81_559;
    private static final int L4 = 22_888;
    private static final int T4 = 15_360;

    private static ModelDemand model(String id) {
        return ModelDemand.of(id, Optional.empty(), Quantization.NONE);
    }

    private static FitVerdict fit(ModelDemand model, int usableMiB, int gpusOnNode) {
        return MemoryFit.fit(model, usableMiB, gpusOnNode, Optional.empty());
    }

    private static int gpus(FitVerdict verdict) {
        return ((FitVerdict.Fits) verdict).need().gpus();
    }

    /** Published: DeepSeek-V3 hardware paper (arXiv 2505.09343), table 1, KV cache per token in 16 bits. */
    @ParameterizedTest
    @CsvSource({
        "deepseek-ai/DeepSeek-V3, 70272",
        "Qwen/Qwen2.5-72B-Instruct, 327680",
        "meta-llama/Llama-3.1-405B, 516096"
    })
    void cachePerTokenIsAsPublished(String id, long bytes) {
        assertThat(KnownModels.find(id).orElseThrow().cacheBytesPerToken()).isEqualTo(bytes);
    }

    /** Published: Hugging Face on Llama 3.1, cache in GB (2^30) at 16k and 128k tokens (405B is left out: its head count changed later). */
    @ParameterizedTest
    @CsvSource({
        "meta-llama/Llama-3.1-8B, 16000, 1.95",
        "meta-llama/Llama-3.1-8B, 128000, 15.62",
        "meta-llama/Llama-3.1-70B, 16000, 4.88",
        "meta-llama/Llama-3.1-70B, 128000, 39.06"
    })
    void cacheOfOneSequenceIsAsPublished(String id, int tokens, double gib) {
        MemoryNeed need = MemoryFit.need(ModelDemand.of(id, Optional.of(tokens), Quantization.NONE), 1)
                .orElseThrow();

        assertThat(need.cacheMiB() / 1024.0).isCloseTo(gib, Offset.offset(0.01));
    }

    /** Published: sizes of the files of the quantised checkpoints on huggingface.co, in GB (10^9). */
    @ParameterizedTest
    @CsvSource({
        "meta-llama/Llama-3.1-8B, NONE, 16.06",
        "meta-llama/Llama-3.1-8B, FP8, 9.08",
        "meta-llama/Llama-3.1-8B, AWQ, 5.73",
        "meta-llama/Llama-3.1-70B, AWQ, 39.8",
        "deepseek-ai/DeepSeek-V3, NONE, 688.6"
    })
    void weightsAreWithinThreePercentOfThePublishedFiles(String id, Quantization quantization, double gigabytes) {
        double bytes = KnownModels.find(id).orElseThrow().weightBytes(quantization);

        assertThat(bytes / 1e9).isCloseTo(gigabytes, Percentage.withPercentage(3));
    }

    @ParameterizedTest
    @CsvSource({
        "meta-llama/Llama-3.1-8B-Instruct, 22888, 1",
        "meta-llama/Llama-3.1-8B-Instruct, 15360, 2",
        "meta-llama/Llama-3.3-70B-Instruct, 81559, 4",
        "Qwen/Qwen2.5-7B-Instruct, 22888, 1",
        "Qwen/Qwen2.5-32B-Instruct, 81559, 1",
        "BAAI/bge-m3, 15360, 1"
    })
    void choosesTheSmallestCount(String id, int usableMiB, int gpus) {
        assertThat(gpus(fit(model(id), usableMiB, 8))).isEqualTo(gpus);
    }

    @Test
    void quantisedSeventyBillionFitIntoOneH100() {
        assertThat(gpus(fit(ModelDemand.of("meta-llama/Llama-3.1-70B", Optional.empty(), Quantization.AWQ), H100, 8)))
                .isEqualTo(1);
    }

    @Test
    void aNeedThatEqualsTheRoomFitsWithoutOneMore() {
        MemoryNeed need = MemoryFit.need(model("meta-llama/Llama-3.1-8B"), 1).orElseThrow();
        ModelDemand whole = new ModelDemand("meta-llama/Llama-3.1-8B", Optional.empty(), Quantization.NONE, 1, 1.0);
        int exactly = Math.toIntExact(need.totalMiB());

        assertThat(gpus(fit(whole, exactly, 8))).isEqualTo(1);
        assertThat(gpus(fit(whole, exactly - 1, 8))).isEqualTo(2);
    }

    @Test
    void latentCacheIsHeldByEveryRankWhileHeadsAreDivided() {
        ModelDemand latent = ModelDemand.of("deepseek-ai/DeepSeek-V3", Optional.of(32_768), Quantization.NONE);
        ModelDemand grouped = ModelDemand.of("meta-llama/Llama-3.1-70B", Optional.of(32_768), Quantization.NONE);

        assertThat(MemoryFit.need(latent, 8).orElseThrow().cacheMiB())
                .isEqualTo(MemoryFit.need(latent, 1).orElseThrow().cacheMiB());
        assertThat(MemoryFit.need(grouped, 8).orElseThrow().cacheMiB())
                .isEqualTo(MemoryFit.need(grouped, 1).orElseThrow().cacheMiB() / 8);
        assertThat(MemoryFit.need(grouped, 16).orElseThrow().cacheMiB())
                .as("eight key-value heads are divided among eight at most")
                .isEqualTo(MemoryFit.need(grouped, 8).orElseThrow().cacheMiB());
    }

    @Test
    void neverChoosesACountThatDoesNotDivideTheHeads() {
        ModelDemand long7b =
                new ModelDemand("Qwen/Qwen2.5-7B-Instruct", Optional.of(32_768), Quantization.NONE, 8, 0.9);

        assertThat(gpus(fit(long7b, T4, 7)))
                .as("28 heads in 4 groups: 1, 2 or 4")
                .isEqualTo(4);
    }

    @Test
    void longerContextNeedsMore() {
        ModelDemand longContext = ModelDemand.of("meta-llama/Llama-3.1-8B", Optional.of(131_072), Quantization.NONE);

        assertThat(gpus(fit(longContext, L4, 8))).isEqualTo(2);
    }

    @Test
    void saysWhatIsMissingWhenNothingFits() {
        FitVerdict verdict = fit(model("meta-llama/Llama-3.1-405B"), T4, 4);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        FitVerdict.TooLarge.class,
                        large -> assertThat(large.detail())
                                .contains("on each of 4 GPUs")
                                .contains("13824 MiB"));
    }

    @Test
    void asksForGpuWhenTheModelIsUnknown() {
        assertThat(fit(model("somebody/Llama-3.1-8B"), H100, 8))
                .isInstanceOfSatisfying(
                        FitVerdict.ModelUnknown.class,
                        unknown -> assertThat(unknown.detail())
                                .contains("somebody/Llama-3.1-8B")
                                .contains("Give gpu:"));
    }

    @Test
    void findsModelsByPublisherAndNameWhateverTheEnding() {
        assertThat(KnownModels.ids()).hasSizeGreaterThanOrEqualTo(100);
        assertThat(KnownModels.ids())
                .allSatisfy(id -> assertThat(KnownModels.find(id)).isPresent());
        assertThat(KnownModels.find("Qwen/Qwen2.5-72B-Instruct-AWQ")
                        .orElseThrow()
                        .id())
                .isEqualTo("Qwen/Qwen2.5-72B");
        assertThat(KnownModels.find("mistralai/Mistral-7B-Instruct-v0.3")
                        .orElseThrow()
                        .id())
                .isEqualTo("mistralai/Mistral-7B");
        assertThat(KnownModels.find("google/gemma-3-27b-it")).isPresent();
    }

    /**
     * By hand, Qwen2.5-32B (config.json on huggingface.co/Qwen): 64 layers, 8 key-value heads of 128, 32,763,876,352
     * parameters. Weights 32,764 M x 2 B / 4 x 1.071 = 16,732.4 MiB; cache 2 x 8 x 128 x 64 x 2 B = 256 KiB a token,
     * x 8,192 tokens x 4 sequences / 4 ranks = 2,048 MiB.
     */
    @Test
    void aDenseModelOnFourGpusByHand() {
        ModelDemand four = new ModelDemand("Qwen/Qwen2.5-32B-Instruct", Optional.of(8_192), Quantization.NONE, 4, 0.9);

        assertThat(MemoryFit.need(four, 4)).contains(new MemoryNeed(4, 16_733, 2_048, 0, 2_356, 8_192));
    }

    /**
     * By hand, gpt-oss-120b (config.json and files on huggingface.co/openai): files of 65,249 MB; 36 layers, 8 key-value
     * heads of 64, every other layer looks back 128 tokens. 65,249 MB x 1.071 = 66,644.4 MiB. Cache: 18 layers x 131,072
     * tokens + 18 layers x (128 + a chunk of 8,192) = 2,509,056 token layers x 2 x 8 x 64 x 2 B = 4,900.5 MiB.
     */
    @Test
    void aMixtureWithWindowsByHand() {
        ModelDemand whole = ModelDemand.of("openai/gpt-oss-120b", Optional.of(131_072), Quantization.NONE);

        assertThat(MemoryFit.need(whole, 1)).contains(new MemoryNeed(1, 66_645, 4_901, 0, 2_356, 131_072));
    }

    @Test
    void allExpertsLieInMemoryThoughFewWork() {
        ModelSize mixtral =
                KnownModels.find("mistralai/Mixtral-8x7B").orElseThrow().size();

        assertThat(mixtral.active()).isCloseTo(12_880_000_000L, Percentage.withPercentage(1));
        assertThat(mixtral.bytes(Quantization.NONE)).isCloseTo(93.4e9, Percentage.withPercentage(1));
        assertThat(mixtral.read(64)).isGreaterThan(45e9);
    }

    @Test
    void aCacheInEightBitsTakesHalf() {
        ModelDemand plain = ModelDemand.of("meta-llama/Llama-3.1-8B", Optional.of(32_768), Quantization.NONE);
        Serving serving = new Serving(EngineKind.VLLM, 0.9, OptionalInt.empty(), true, Adapters.NONE);

        assertThat(MemoryFit.need(plain.with(serving), 1).orElseThrow().cacheMiB())
                .isEqualTo(MemoryFit.need(plain, 1).orElseThrow().cacheMiB() / 2);
    }

    /**
     * By hand, Llama 3.1 8B, one adapter of rank 16: a layer's linear layers read 5 x 4096 + 4096 + 14336 and write 4096 +
     * 2 x 1024 + 4096 + 2 x 14336 + 4096 values: 38,912 + 43,008 = 81,920, x 32 layers x rank 16 x 2 B = 80 MiB. The
     * adapter of that rank on huggingface.co has 41.9 M parameters, 80 MiB.
     */
    @Test
    void adaptersAreCountedBesideTheWeights() {
        Serving one = new Serving(EngineKind.VLLM, 0.9, OptionalInt.empty(), false, new Adapters(1, 16));

        assertThat(MemoryFit.need(model("meta-llama/Llama-3.1-8B").with(one), 1)
                        .orElseThrow()
                        .adaptersMiB())
                .isBetween(80L, 81L);
    }

    @Test
    void stagesDivideALatentCacheThatRanksDoNot() {
        ModelDemand latent = ModelDemand.of("deepseek-ai/DeepSeek-V3", Optional.of(131_072), Quantization.NONE);
        long whole = MemoryFit.need(latent, 1).orElseThrow().cacheMiB();

        assertThat(MemoryFit.need(latent, new Parallelism(8, 1)).orElseThrow().cacheMiB())
                .isEqualTo(whole);
        assertThat(MemoryFit.need(latent, new Parallelism(8, 2)).orElseThrow().cacheMiB())
                .as("31 of 61 layers on the fullest stage")
                .isCloseTo(whole * 31 / 61, Offset.offset(1L));
    }

    @Test
    void llamaCppDealsLayersWhereHeadsDoNotDivide() {
        ModelDemand gguf = ModelDemand.of("Qwen/Qwen2.5-7B-Instruct-GGUF", Optional.of(4_096), Quantization.GGUF_Q8_0)
                .with(Serving.by(EngineKind.LLAMACPP));

        assertThat(gpus(fit(gguf, 5_000, 8))).as("no need to divide 28 heads").isEqualTo(3);
    }

    @Test
    void aSliceHoldsTheWholeModelOrNothing() {
        assertThat(fit(model("meta-llama/Llama-3.1-8B"), 9_856, 1)).isInstanceOf(FitVerdict.TooLarge.class);
        assertThat(gpus(fit(model("meta-llama/Llama-3.2-1B"), 9_856, 1))).isEqualTo(1);
    }

    @Test
    void countsTheSequencesThatFit() {
        ModelDemand eight = model("meta-llama/Llama-3.1-8B");
        int most = MemoryFit.sequences(eight, L4, 1, 1_280, 1_000);
        var full = eight.withContext(1_280);

        assertThat(most).isBetween(8, 12);
        assertThat(fit(full.with(full.serving().withConcurrency(OptionalInt.of(most))), L4, 1))
                .isInstanceOf(FitVerdict.Fits.class);
        assertThat(fit(full.with(full.serving().withConcurrency(OptionalInt.of(most + 1))), L4, 1))
                .isInstanceOf(FitVerdict.TooLarge.class);
    }

    @Test
    void onlyBareWeightsBeyondAllMemoryAreHopeless() {
        assertThat(MemoryFit.weightsExceed(model("meta-llama/Llama-3.1-70B"), H100, 1))
                .isTrue();
        assertThat(MemoryFit.weightsExceed(model("meta-llama/Llama-3.1-70B"), H100, 2))
                .isFalse();
        assertThat(MemoryFit.weightsExceed(model("somebody/unknown"), 1, 1)).isFalse();
    }
}
