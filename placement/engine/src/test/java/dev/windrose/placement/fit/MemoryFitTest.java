package dev.windrose.placement.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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
        assertThat(KnownModels.ids()).hasSizeGreaterThan(50);
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

    @Test
    void onlyBareWeightsBeyondAllMemoryAreHopeless() {
        assertThat(MemoryFit.weightsExceed(model("meta-llama/Llama-3.1-70B"), H100, 1))
                .isTrue();
        assertThat(MemoryFit.weightsExceed(model("meta-llama/Llama-3.1-70B"), H100, 2))
                .isFalse();
        assertThat(MemoryFit.weightsExceed(model("somebody/unknown"), 1, 1)).isFalse();
    }
}
