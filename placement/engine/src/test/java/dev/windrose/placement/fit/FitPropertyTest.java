package dev.windrose.placement.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.windrose.placement.inventory.GpuProduct;
import dev.windrose.testing.Generator;
import dev.windrose.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What must hold of every model, context, batch and GPU. */
class FitPropertyTest {
    private static final List<String> MODELS = List.copyOf(KnownModels.ids());
    private static final List<String> GPUS = List.copyOf(GpuSpeeds.products());

    /** One question. */
    record Ask(String model, int context, int concurrency, Quantization quantization, int gpus, String gpu, int rank) {
        ModelDemand demand() {
            return demand(context, concurrency);
        }

        ModelDemand demand(int tokens, int sequences) {
            Serving serving = new Serving(
                    EngineKind.VLLM,
                    0.9,
                    OptionalInt.of(sequences),
                    false,
                    rank == 0 ? Adapters.NONE : new Adapters(1, rank));
            return ModelDemand.of(model, Optional.of(tokens), quantization).with(serving);
        }

        long total() {
            return total(demand());
        }

        long total(ModelDemand demand) {
            return MemoryFit.need(demand, gpus).orElseThrow().totalMiB();
        }
    }

    private static final Generator<Ask> ASKS = Generator.of(FitPropertyTest::ask);

    private static Ask ask(RandomGenerator random) {
        return new Ask(
                MODELS.get(random.nextInt(MODELS.size())),
                1 << random.nextInt(18),
                1 + random.nextInt(64),
                List.of(Quantization.NONE, Quantization.FP8, Quantization.INT8, Quantization.AWQ)
                        .get(random.nextInt(4)),
                1 << random.nextInt(4),
                GPUS.get(random.nextInt(GPUS.size())),
                random.nextInt(3) * 16);
    }

    @Test
    void moreIsNeverLess() {
        Seeded.forAll(2_000, ASKS, ask -> {
            assertThat(ask.total(ask.demand(ask.context() * 2, ask.concurrency())))
                    .as("context")
                    .isGreaterThanOrEqualTo(ask.total());
            assertThat(ask.total(ask.demand(ask.context(), ask.concurrency() + 1)))
                    .as("concurrency")
                    .isGreaterThanOrEqualTo(ask.total());
            assertThat(ask.total(ask.demand().with(Quantization.INT4)))
                    .as("fewer bits")
                    .isLessThanOrEqualTo(ask.total(ask.demand().with(Quantization.FP8)) + 1);
            assertThat(MemoryFit.need(ask.demand(), ask.gpus() * 2)
                            .orElseThrow()
                            .totalMiB())
                    .as("more GPUs, each holds no more")
                    .isLessThanOrEqualTo(ask.total());
            assertThat(MemoryFit.need(ask.demand(), new Parallelism(ask.gpus(), 2))
                            .orElseThrow()
                            .totalMiB())
                    .as("more stages, each holds no more")
                    .isLessThanOrEqualTo(ask.total());
        });
    }

    @Test
    void theSmallestCountIsChosenAndTheOneBelowDoesNotFit() {
        Seeded.forAll(500, ASKS, ask -> {
            int usable = 16_000 + ask.rank() * 1_000 + ask.concurrency() * 1_000;
            if (MemoryFit.fit(ask.demand(), usable, 8, Optional.empty()) instanceof FitVerdict.Fits(var need)) {
                assertThat(need.totalMiB()).isLessThanOrEqualTo((long) (usable * 0.9));
                ModelFacts facts = ask.demand().facts().orElseThrow();
                for (int fewer = 1; fewer < need.gpus(); fewer++) {
                    if (facts.attention().splitsOver(fewer)) {
                        assertThat(MemoryFit.fit(ask.demand(), usable, 8, Optional.of(fewer)))
                                .isInstanceOf(FitVerdict.TooLarge.class);
                    }
                }
            }
        });
    }

    @Test
    void speedFollowsWhatDrivesIt() {
        Seeded.forAll(1_000, ASKS, ask -> {
            ModelFacts facts = KnownModels.find(ask.model()).orElseThrow();
            if (facts.embedding()) {
                return;
            }
            GpuSpeed gpu = GpuSpeeds.of(new GpuProduct(ask.gpu())).orElseThrow();
            GpuSpeed faster = new GpuSpeed(
                    gpu.bandwidth() * 1.5, gpu.sixteenBit() * 1.5, gpu.eightBit() * 1.5, gpu.linked(), gpu.part(), "");
            Traffic traffic = new Traffic(ask.context(), 128, ask.concurrency());
            Traffic busier = new Traffic(ask.context(), 128, ask.concurrency() + 1);
            Traffic longer = new Traffic(ask.context() * 2, 128, ask.concurrency());
            var is = estimate(facts, ask, gpu, traffic);

            var more = estimate(facts, ask, gpu, busier);
            assertThat(more.tpotMillis()).isGreaterThanOrEqualTo(is.tpotMillis() * 0.999_999);
            assertThat(more.tokensPerSecond()).isGreaterThanOrEqualTo(is.tokensPerSecond() * 0.999_999);
            var later = estimate(facts, ask, gpu, longer);
            assertThat(later.ttftMillis()).isGreaterThan(is.ttftMillis());
            assertThat(later.tokensPerSecond()).isLessThanOrEqualTo(is.tokensPerSecond());
            var quick = estimate(facts, ask, faster, traffic);
            assertThat(quick.ttftMillis()).isLessThan(is.ttftMillis());
            assertThat(quick.tpotMillis()).isLessThan(is.tpotMillis());
        });
    }

    private static SpeedEstimate.Known estimate(ModelFacts facts, Ask ask, GpuSpeed gpu, Traffic traffic) {
        return Roofline.estimate(facts, ask.demand(), gpu, new Parallelism(ask.gpus(), 1), traffic);
    }

    /** Whatever stands in a config: facts that make sense, or Unknown; never an exception. */
    @Test
    void nothingInAConfigThrows() {
        List<Object> values = new ArrayList<>(List.of(
                0,
                1,
                8,
                4096L,
                -1,
                1e300,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                2.5,
                "many",
                true,
                List.of("x"),
                Map.of()));
        values.add(Long.MAX_VALUE);
        values.add(1_000_000);
        List<String> keys = List.of(
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "num_key_value_heads",
                "head_dim",
                "vocab_size",
                "intermediate_size",
                "max_position_embeddings",
                "num_experts",
                "num_local_experts",
                "num_experts_per_tok",
                "moe_intermediate_size",
                "sliding_window",
                "kv_lora_rank",
                "qk_rope_head_dim",
                "qk_nope_head_dim",
                "v_head_dim",
                "n_routed_experts",
                "tie_word_embeddings",
                "architectures",
                "quantization_config",
                "text_config",
                "vision_config",
                "decoder_sparse_step");
        List<String> types = List.of(
                "llama",
                "mixtral",
                "qwen3_moe",
                "deepseek_v3",
                "bert",
                "gemma3",
                "gpt_oss",
                "qwen2_5_vl",
                "phi",
                "other");
        Generator<Map<String, Object>> configs = Generator.of(random -> {
            Map<String, Object> tree = new HashMap<>();
            tree.put("model_type", types.get(random.nextInt(types.size())));
            for (String key : keys) {
                boolean sane = random.nextInt(4) > 0;
                tree.put(key, sane ? (Object) (1 << random.nextInt(12)) : values.get(random.nextInt(values.size())));
            }
            return tree;
        });

        Seeded.forAll(
                5_000,
                configs,
                tree -> assertThatCode(() -> {
                            if (ConfigReader.read("a/b", tree, Checkpoint.UNKNOWN, "")
                                    instanceof ConfigReading.Known(var facts)) {
                                ModelDemand demand = ModelDemand.of("a/b", Optional.empty(), Quantization.NONE)
                                        .with(Knowledge.of(facts));
                                assertThat(MemoryFit.need(demand, 2)
                                                .orElseThrow()
                                                .totalMiB())
                                        .isPositive();
                            }
                        })
                        .doesNotThrowAnyException());
    }
}
