package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decoders with one kind of attention: dense ones and mixtures of experts. Counts follow the module definitions of
 * Transformers, biases and norms included, so that they come out to the parameter for the published sizes.
 */
final class DecoderConfig {
    /** Defaults of Gemma3TextConfig, which the published 4b, 12b and 27b leave out in part. */
    private static final int GEMMA3_HEADS = 8;

    private static final int GEMMA3_KV_HEADS = 4;
    private static final int GEMMA3_HEAD_DIM = 256;
    private static final int GEMMA3_VOCABULARY = 262_208;
    private static final int GEMMA3_CONTEXT = 131_072;
    private static final int GEMMA3_PATTERN = 6;

    private final ConfigTree tree;
    private final String type;
    private final int hidden;
    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int headDim;
    private final int vocabulary;

    private DecoderConfig(ConfigTree tree) {
        this.tree = tree;
        this.type = tree.text("model_type");
        this.hidden = tree.count("hidden_size");
        this.layers = tree.count("num_hidden_layers");
        boolean gemma3 = type.equals("gemma3_text");
        this.heads = gemma3 ? tree.count("num_attention_heads", GEMMA3_HEADS) : tree.count("num_attention_heads");
        this.kvHeads = tree.count("num_key_value_heads", gemma3 ? GEMMA3_KV_HEADS : heads);
        this.headDim = tree.count("head_dim", gemma3 ? GEMMA3_HEAD_DIM : Math.max(1, hidden / heads));
        this.vocabulary = gemma3 ? tree.count("vocab_size", GEMMA3_VOCABULARY) : tree.count("vocab_size");
    }

    static ConfigReader.Shape read(ConfigTree tree) {
        return new DecoderConfig(tree).shape();
    }

    private ConfigReader.Shape shape() {
        long table = (long) vocabulary * hidden;
        boolean tied = tree.flag("tie_word_embeddings", type.startsWith("gemma"));
        long routed = routed();
        long parameters = Math.addExact(
                Math.multiplyExact(layers, Math.addExact(attention(), norms())),
                Math.addExact(Math.addExact(feedForward(), routed), tied ? table : 2 * table));
        long ends = type.equals("phi") ? 2L * hidden + vocabulary : hidden;
        Optional<Experts> experts = routed == 0
                ? Optional.empty()
                : Optional.of(new Experts(experts(), tree.count("num_experts_per_tok", "top_k"), routed));
        return new ConfigReader.Shape(
                new Attention(layers, heads, kvHeads, headDim, OptionalInt.empty(), windowLayers(), window()),
                hidden,
                type.equals("gemma3_text")
                        ? tree.count("max_position_embeddings", GEMMA3_CONTEXT)
                        : tree.count("max_position_embeddings"),
                Math.addExact(parameters, ends),
                table,
                tied ? 0 : table,
                0,
                experts,
                vectors());
    }

    /** Published as an encoder of texts: the bare model, without a head for words. */
    private boolean vectors() {
        return tree.texts("architectures").stream()
                .anyMatch(name -> name.endsWith("Model") && !name.endsWith("LMHeadModel"));
    }

    private long attention() {
        long queries = (long) heads * headDim;
        long keys = (long) kvHeads * headDim;
        long matrices = 2 * hidden * queries + 2 * hidden * keys;
        long allBiases = queries + 2 * keys + hidden;
        return matrices
                + switch (type) {
                    case "qwen2", "qwen2_moe", "qwen2_vl", "qwen2_5_vl" -> queries + 2 * keys;
                    case "phi" -> allBiases;
                    case "gpt_oss" -> allBiases + heads;
                    case "qwen3", "qwen3_moe", "gemma3_text", "qwen3_vl_text", "qwen3_vl_moe_text" ->
                        2L * headDim + (tree.flag("attention_bias", false) ? allBiases : 0);
                    case "olmo2" -> queries + keys;
                    default -> tree.flag("attention_bias", false) ? allBiases : 0;
                };
    }

    private long norms() {
        return switch (type) {
            case "gemma2", "gemma3_text" -> 4L * hidden;
            default -> 2L * hidden;
        };
    }

    /** Of all layers but for routed experts. */
    private long feedForward() {
        return switch (type) {
            case "phi" -> {
                long inner = tree.count("intermediate_size");
                yield layers * (2 * hidden * inner + inner + hidden);
            }
            case "mixtral" -> (long) layers * hidden * experts();
            case "gpt_oss" -> (long) layers * (hidden + 1) * experts();
            case "qwen2_moe" -> {
                long shared = 3L * hidden * tree.count("shared_expert_intermediate_size") + hidden;
                yield sparse() * ((long) hidden * experts() + shared) + dense();
            }
            case "qwen3_moe", "qwen3_vl_moe_text" -> sparse() * ((long) hidden * experts()) + dense();
            default -> layers * 3L * hidden * tree.count("intermediate_size");
        };
    }

    private long dense() {
        long layersLeft = layers - sparse();
        return layersLeft == 0 ? 0 : layersLeft * 3L * hidden * tree.count("intermediate_size");
    }

    private long routed() {
        return switch (type) {
            case "mixtral" -> routed(layers, 3L * hidden * tree.count("intermediate_size"));
            case "gpt_oss" -> {
                long inner = tree.count("intermediate_size");
                yield routed(layers, 3L * hidden * inner + 2 * inner + hidden);
            }
            case "qwen2_moe", "qwen3_moe", "qwen3_vl_moe_text" ->
                routed(sparse(), 3L * hidden * tree.count("moe_intermediate_size"));
            default -> 0;
        };
    }

    private long routed(long layersWithExperts, long expert) {
        return Math.multiplyExact(Math.multiplyExact(layersWithExperts, (long) experts()), expert);
    }

    private int experts() {
        return tree.count("num_experts", "num_local_experts");
    }

    /** Layers with experts: each n-th, but for those that are named dense. */
    private long sparse() {
        int step = tree.count("decoder_sparse_step", 1);
        return Math.max(0, layers / step - tree.size("mlp_only_layers"));
    }

    /** Only families whose engines forget what lies behind the window; elsewhere the whole context is counted. */
    private int windowLayers() {
        if (window() == 0) {
            return 0;
        }
        long named = tree.texts("layer_types").stream()
                .filter("sliding_attention"::equals)
                .count();
        if (named > 0) {
            return (int) Math.min(layers, named);
        }
        return switch (type) {
            case "mistral" -> layers;
            case "gemma3_text" -> layers - layers / tree.count("sliding_window_pattern", GEMMA3_PATTERN);
            default -> (layers + 1) / 2;
        };
    }

    private int window() {
        return switch (type) {
            case "mistral", "gemma2", "gemma3_text", "gpt_oss" -> tree.orZero("sliding_window");
            default -> 0;
        };
    }
}
