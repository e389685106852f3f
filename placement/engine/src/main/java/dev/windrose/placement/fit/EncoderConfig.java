package dev.windrose.placement.fit;

import java.util.Optional;

/** Encoders of texts: BERT and its kin. They keep no cache. */
final class EncoderConfig {
    private EncoderConfig() {}

    static ConfigReader.Shape read(ConfigTree tree) {
        String type = tree.text("model_type");
        int hidden = tree.count("hidden_size", "n_embd");
        int layers = tree.count("num_hidden_layers", "n_layer");
        int heads = tree.count("num_attention_heads", "n_head");
        int positions = tree.count("max_position_embeddings", "n_positions");
        long table = (long) tree.count("vocab_size") * hidden;
        long types = (long) tree.orZero("type_vocab_size") * hidden;
        long square = (long) hidden * hidden;
        long inner = tree.count("intermediate_size", "n_inner");
        long parameters = table
                + switch (type) {
                    case "nomic_bert" -> layers * (4 * square + 3 * hidden * inner + 4L * hidden) + types + 2L * hidden;
                    case "modernbert" -> layers * (4 * square + 3 * hidden * inner + 2L * hidden) + hidden;
                    default ->
                        layers * (4 * square + 2 * hidden * inner + 9L * hidden + inner)
                                + (long) positions * hidden
                                + types
                                + 3L * hidden
                                + square;
                };
        return new ConfigReader.Shape(
                Attention.of(layers, heads, heads, Math.max(1, hidden / heads)),
                hidden,
                // RoBERTa begins to count behind its padding.
                type.contains("roberta") ? Math.max(1, positions - 2) : positions,
                parameters,
                table,
                0,
                0,
                Optional.empty(),
                true);
    }
}
