package dev.windrose.placement.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Configs as published on huggingface.co/&lt;id&gt;/blob/main/config.json, the keys that tell the size; the parameter counts
 * are those that the Hub shows for the safetensors files.
 */
class ConfigReaderTest {
    /** {@code key=value,…}; whole numbers, true and false are read as such. */
    private static Map<String, Object> config(String text) {
        Map<String, Object> tree = new HashMap<>();
        for (String pair : text.strip().split("[,\\s]+")) {
            String[] parts = pair.split("=", 2);
            tree.put(parts[0], value(parts[1]));
        }
        return tree;
    }

    private static Object value(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> text.matches("-?[0-9]+") ? (Object) Long.valueOf(text) : text;
        };
    }

    private static ConfigReading read(Map<String, Object> config) {
        return ConfigReader.read("someone/model", config, Checkpoint.UNKNOWN, "a test");
    }

    private static ModelFacts facts(Map<String, Object> config) {
        return ((ConfigReading.Known) read(config)).facts();
    }

    private static final String LLAMA_8B =
            "model_type=llama hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32 num_key_value_heads=8 vocab_size=128256 max_position_embeddings=131072 tie_word_embeddings=false";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // meta-llama/Llama-3.1-8B
                LLAMA_8B + "|8030261248",
                // meta-llama/Llama-3.2-1B
                "model_type=llama hidden_size=2048 intermediate_size=8192 num_hidden_layers=16 num_attention_heads=32 num_key_value_heads=8 head_dim=64 vocab_size=128256 max_position_embeddings=131072 tie_word_embeddings=true|1235814400",
                // mistralai/Mistral-7B-v0.3
                "model_type=mistral hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32 num_key_value_heads=8 vocab_size=32768 max_position_embeddings=32768 tie_word_embeddings=false|7248023552",
                // Qwen/Qwen2.5-7B
                "model_type=qwen2 hidden_size=3584 intermediate_size=18944 num_hidden_layers=28 num_attention_heads=28 num_key_value_heads=4 vocab_size=152064 max_position_embeddings=131072 tie_word_embeddings=false|7615616512",
                // Qwen/Qwen2.5-72B
                "model_type=qwen2 hidden_size=8192 intermediate_size=29568 num_hidden_layers=80 num_attention_heads=64 num_key_value_heads=8 vocab_size=152064 max_position_embeddings=131072 tie_word_embeddings=false|72706203648",
                // Qwen/Qwen3-8B
                "model_type=qwen3 hidden_size=4096 intermediate_size=12288 num_hidden_layers=36 num_attention_heads=32 num_key_value_heads=8 head_dim=128 vocab_size=151936 max_position_embeddings=40960 tie_word_embeddings=false|8190735360",
                // google/gemma-2-9b
                "model_type=gemma2 hidden_size=3584 intermediate_size=14336 num_hidden_layers=42 num_attention_heads=16 num_key_value_heads=8 head_dim=256 vocab_size=256000 max_position_embeddings=8192 sliding_window=4096|9241705984",
                // google/gemma-3-1b-it
                "model_type=gemma3_text hidden_size=1152 intermediate_size=6912 num_hidden_layers=26 num_attention_heads=4 num_key_value_heads=1 head_dim=256 vocab_size=262144 max_position_embeddings=32768 sliding_window=512 sliding_window_pattern=6|999885952",
                // microsoft/Phi-3-mini-4k-instruct
                "model_type=phi3 hidden_size=3072 intermediate_size=8192 num_hidden_layers=32 num_attention_heads=32 num_key_value_heads=32 vocab_size=32064 max_position_embeddings=4096 tie_word_embeddings=false|3821079552",
                // microsoft/phi-4
                "model_type=phi3 hidden_size=5120 intermediate_size=17920 num_hidden_layers=40 num_attention_heads=40 num_key_value_heads=10 vocab_size=100352 max_position_embeddings=16384 tie_word_embeddings=false|14659507200",
                // microsoft/phi-2
                "model_type=phi hidden_size=2560 intermediate_size=10240 num_hidden_layers=32 num_attention_heads=32 num_key_value_heads=32 vocab_size=51200 max_position_embeddings=2048 tie_word_embeddings=false|2779683840",
                // BAAI/bge-large-en-v1.5
                "model_type=bert hidden_size=1024 intermediate_size=4096 num_hidden_layers=24 num_attention_heads=16 vocab_size=30522 max_position_embeddings=512 type_vocab_size=2|335141888",
                // BAAI/bge-m3
                "model_type=xlm-roberta hidden_size=1024 intermediate_size=4096 num_hidden_layers=24 num_attention_heads=16 vocab_size=250002 max_position_embeddings=8194 type_vocab_size=1|567754752",
                // nomic-ai/nomic-embed-text-v1.5
                "model_type=nomic_bert n_embd=768 n_inner=3072 n_layer=12 n_head=12 vocab_size=30528 n_positions=8192 type_vocab_size=2|136731648",
                // answerdotai/ModernBERT-base
                "model_type=modernbert hidden_size=768 intermediate_size=1152 num_hidden_layers=22 num_attention_heads=12 vocab_size=50368 max_position_embeddings=8192|149014272",
                // mistralai/Mixtral-8x7B-v0.1
                "model_type=mixtral hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32 num_key_value_heads=8 num_local_experts=8 num_experts_per_tok=2 vocab_size=32000 max_position_embeddings=32768 tie_word_embeddings=false|46702792704",
                // Qwen/Qwen3-30B-A3B
                "model_type=qwen3_moe hidden_size=2048 intermediate_size=6144 moe_intermediate_size=768 num_hidden_layers=48 num_attention_heads=32 num_key_value_heads=4 head_dim=128 num_experts=128 num_experts_per_tok=8 decoder_sparse_step=1 vocab_size=151936 max_position_embeddings=40960 tie_word_embeddings=false|30532122624",
                // openai/gpt-oss-20b
                "model_type=gpt_oss hidden_size=2880 intermediate_size=2880 num_hidden_layers=24 num_attention_heads=64 num_key_value_heads=8 head_dim=64 num_local_experts=32 num_experts_per_tok=4 sliding_window=128 attention_bias=true vocab_size=201088 max_position_embeddings=131072 tie_word_embeddings=false|20914757184",
                // deepseek-ai/DeepSeek-V2-Lite
                "model_type=deepseek_v2 hidden_size=2048 intermediate_size=10944 moe_intermediate_size=1408 num_hidden_layers=27 num_attention_heads=16 num_key_value_heads=16 kv_lora_rank=512 qk_nope_head_dim=128 qk_rope_head_dim=64 v_head_dim=128 n_routed_experts=64 n_shared_experts=2 num_experts_per_tok=6 first_k_dense_replace=1 vocab_size=102400 max_position_embeddings=163840 tie_word_embeddings=false|15706484224",
                // deepseek-ai/DeepSeek-V3, without the layer that predicts several tokens
                "model_type=deepseek_v3 hidden_size=7168 intermediate_size=18432 moe_intermediate_size=2048 num_hidden_layers=61 num_attention_heads=128 num_key_value_heads=128 kv_lora_rank=512 q_lora_rank=1536 qk_nope_head_dim=128 qk_rope_head_dim=64 v_head_dim=128 n_routed_experts=256 n_shared_experts=1 num_experts_per_tok=8 first_k_dense_replace=3 topk_method=noaux_tc vocab_size=129280 max_position_embeddings=163840 tie_word_embeddings=false|671026419200"
            })
    void countsParametersToTheLast(String config, long parameters) {
        assertThat(facts(config(config)).size().parameters()).isEqualTo(parameters);
    }

    @Test
    void whatOneTokenRunsThroughIsAsPublished() {
        // Published: 3.3 B (Qwen3-30B-A3B model card), 3.6 B (gpt-oss model card), 37 B (DeepSeek-V3 report).
        assertThat(KnownModels.find("Qwen/Qwen3-30B-A3B").orElseThrow().size().active())
                .isCloseTo(3_300_000_000L, Percentage.withPercentage(3));
        assertThat(KnownModels.find("openai/gpt-oss-20b").orElseThrow().size().active())
                .isCloseTo(3_900_000_000L, Percentage.withPercentage(10));
        assertThat(KnownModels.find("openai/gpt-oss-120b").orElseThrow().size().active())
                .isCloseTo(5_500_000_000L, Percentage.withPercentage(10));
    }

    @Test
    void cachesAreReadByTheirKind() {
        ModelFacts latent = facts(
                config(
                        "model_type=deepseek_v2 hidden_size=2048 intermediate_size=10944 moe_intermediate_size=1408 num_hidden_layers=27 num_attention_heads=16 kv_lora_rank=512 qk_nope_head_dim=128 qk_rope_head_dim=64 v_head_dim=128 n_routed_experts=64 n_shared_experts=2 num_experts_per_tok=6 first_k_dense_replace=1 vocab_size=102400 max_position_embeddings=163840"));
        ModelFacts windows = facts(
                config(
                        "model_type=gemma3_text hidden_size=1152 intermediate_size=6912 num_hidden_layers=26 num_attention_heads=4 num_key_value_heads=1 head_dim=256 vocab_size=262144 max_position_embeddings=32768 sliding_window=512"));

        assertThat(latent.attention().latentWidth()).isEqualTo(OptionalInt.of(576));
        assertThat(windows.attention().windowLayers())
                .as("every sixth layer sees all")
                .isEqualTo(22);
        assertThat(windows.attention().windowTokens()).isEqualTo(512);
    }

    @Test
    void modelsForImagesAreReadByTheirText() {
        Map<String, Object> tree = config("model_type=gemma3");
        tree.put(
                "text_config",
                config(
                        "model_type=gemma3_text hidden_size=2560 intermediate_size=10240 num_hidden_layers=34 sliding_window=1024"));
        tree.put(
                "vision_config",
                config(
                        "model_type=siglip_vision_model hidden_size=1152 intermediate_size=4304 num_hidden_layers=27 num_attention_heads=16"));

        ModelSize size = facts(tree).size();

        assertThat(size.parameters())
                .as("google/gemma-3-4b-it")
                .isCloseTo(4_300_079_472L, Percentage.withPercentage(0.5));
        assertThat(size.vision()).isCloseTo(417_000_000L, Percentage.withPercentage(3));
    }

    @Test
    void theFilesCountWhereTheySay() {
        var counted = new Checkpoint(Map.of("BF16", 8_030_261_999L), OptionalLong.empty());
        var packed = new Checkpoint(Map.of("I32", 872_415_232L, "F16", 1_161_838_592L), OptionalLong.empty());
        Map<String, Object> awq = config(LLAMA_8B);
        awq.put("quantization_config", config("quant_method=awq bits=4"));

        var plain = ((ConfigReading.Known) ConfigReader.read("a/b", config(LLAMA_8B), counted, "")).facts();
        var quantised = ((ConfigReading.Known) ConfigReader.read("a/b-AWQ", awq, packed, "")).facts();

        assertThat(plain.size().parameters()).isEqualTo(8_030_261_999L);
        assertThat(quantised.size().parameters())
                .as("packed numbers are no parameters")
                .isEqualTo(8_030_261_248L);
        assertThat(quantised.size().stored()).isEqualTo(Quantization.AWQ);
        assertThat(quantised.size().bytes(Quantization.AWQ)).isEqualTo(872_415_232L * 4.0 + 1_161_838_592L * 2.0);
        assertThat(quantised.size().bytes(Quantization.NONE))
                .isEqualTo(quantised.size().bytes(Quantization.AWQ));
    }

    @Test
    void whatAnswersVectorsKeepsNoCache() {
        Map<String, Object> tree = config(LLAMA_8B);
        tree.put("architectures", List.of("LlamaModel"));

        assertThat(facts(tree).embedding()).isTrue();
        tree.put("architectures", List.of("LlamaForCausalLM"));
        assertThat(facts(tree).embedding()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_type=mamba hidden_size=4096|mamba",
                "hidden_size=4096|no model_type",
                "model_type=llama hidden_size=4096|num_hidden_layers is missing",
                "model_type=llama hidden_size=-4096 num_hidden_layers=32|hidden_size (-4096)",
                "model_type=llama hidden_size=4096 num_hidden_layers=999999999|num_hidden_layers (999999999)",
                "model_type=llama hidden_size=many num_hidden_layers=32|hidden_size (many)",
                "model_type=qwen2_vl hidden_size=4096|num_hidden_layers is missing",
                "model_type=llava text_config=none|llava"
            })
    void whatIsNotUnderstoodIsUnknownAndSaysWhatToGive(String config, String why) {
        assertThat(read(config(config))).isInstanceOfSatisfying(ConfigReading.Unknown.class, unknown -> {
            assertThat(unknown.why()).contains(why);
            assertThat(unknown.instead()).contains("Give gpu:");
        });
    }

    @Test
    void aFormOfWeightsThatNobodyKnowsIsNotSixteenBits() {
        Map<String, Object> tree = config(LLAMA_8B);
        tree.put("quantization_config", config("quant_method=quip bits=2"));

        assertThat(read(tree))
                .isInstanceOfSatisfying(
                        ConfigReading.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("quip"));
    }
}
