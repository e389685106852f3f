package dev.windrose.placement.fit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Multi-head latent attention: DeepSeek V2 and V3 and what is built like them (DeepseekV3Config in Transformers; the
 * DeepSeek-V2 paper, arXiv 2405.04434, section 2.1).
 */
final class LatentConfig {
    private LatentConfig() {}

    static ConfigReader.Shape read(ConfigTree tree) {
        int hidden = tree.count("hidden_size");
        int layers = tree.count("num_hidden_layers");
        int heads = tree.count("num_attention_heads");
        int rotary = tree.count("qk_rope_head_dim");
        int rank = tree.count("kv_lora_rank");
        long table = (long) tree.count("vocab_size") * hidden;
        boolean tied = tree.flag("tie_word_embeddings", false);
        int dense = Math.min(layers, tree.orZero("first_k_dense_replace"));
        int sparse = layers - dense;
        long routed = sparse == 0 ? 0 : routed(tree, hidden, sparse);
        long parameters = Math.addExact(
                Math.multiplyExact((long) layers, attention(tree, hidden, heads, rotary, rank) + 2L * hidden),
                dense * 3L * hidden * tree.count("intermediate_size"));
        parameters = Math.addExact(parameters, sparse == 0 ? 0 : sparse * beside(tree, hidden));
        parameters = Math.addExact(Math.addExact(parameters, routed), table * (tied ? 1 : 2) + hidden);
        return new ConfigReader.Shape(
                new Attention(layers, heads, heads, tree.count("v_head_dim"), OptionalInt.of(rank + rotary), 0, 0),
                hidden,
                tree.count("max_position_embeddings"),
                parameters,
                table,
                tied ? 0 : table,
                0,
                routed == 0
                        ? Optional.empty()
                        : Optional.of(
                                new Experts(tree.count("n_routed_experts"), tree.count("num_experts_per_tok"), routed)),
                false);
    }

    private static long attention(ConfigTree tree, int hidden, int heads, int rotary, int rank) {
        int plain = tree.count("qk_nope_head_dim");
        int values = tree.count("v_head_dim");
        long wide = (long) heads * (plain + rotary);
        int queryRank = tree.orZero("q_lora_rank");
        long queries = queryRank == 0 ? hidden * wide : (long) hidden * queryRank + queryRank + queryRank * wide;
        long keys = (long) hidden * (rank + rotary) + rank + (long) rank * heads * (plain + values);
        return queries + keys + (long) heads * values * hidden;
    }

    private static long routed(ConfigTree tree, int hidden, int sparse) {
        return Math.multiplyExact(
                Math.multiplyExact((long) sparse, (long) tree.count("n_routed_experts")),
                3L * hidden * tree.count("moe_intermediate_size"));
    }

    /** Shared experts and the router, of one layer. */
    private static long beside(ConfigTree tree, int hidden) {
        int experts = tree.count("n_routed_experts");
        long correction = tree.text("topk_method").equals("noaux_tc") ? experts : 0;
        return tree.orZero("n_shared_experts") * 3L * hidden * tree.count("moe_intermediate_size")
                + (long) hidden * experts
                + correction;
    }
}
