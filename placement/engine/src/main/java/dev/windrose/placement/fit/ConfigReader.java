package dev.windrose.placement.fit;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a Hugging Face config.json, parsed into maps, lists, texts and numbers, into facts. The keys are those of the
 * configuration classes of Transformers (src/transformers/models). An architecture that is not known here is unknown:
 * sizes that are guessed from a stranger's keys would be wrong where it costs most. Pure, and nothing in a config makes
 * it throw.
 */
public final class ConfigReader {
    private static final String INSTEAD =
            "Give gpu: with anyOf and count; then only the price and what is free decide.";

    private ConfigReader() {}

    /** @param source where the config stands */
    public static ConfigReading read(String id, Map<?, ?> config, Checkpoint checkpoint, String source) {
        ConfigTree tree = new ConfigTree(config);
        try {
            return family(tree)
                    .<ConfigReading>map(model -> new ConfigReading.Known(facts(id, tree, model, checkpoint, source)))
                    .orElseGet(() -> unknown(
                            id,
                            "its architecture (%s) is not one that Windrose can size"
                                    .formatted(
                                            tree.text("model_type").isEmpty()
                                                    ? "no model_type"
                                                    : tree.text("model_type"))));
        } catch (ConfigTree.Unreadable | IllegalArgumentException | ArithmeticException e) {
            return unknown(id, "its config.json does not tell its size: " + e.getMessage());
        }
    }

    private static ConfigReading unknown(String id, String why) {
        return new ConfigReading.Unknown("The size of " + id + " is unknown: " + why + ".", INSTEAD);
    }

    /** What a family's reader finds out. @param vision parameters of a tower for images */
    record Shape(
            Attention attention,
            int hidden,
            int maxContext,
            long parameters,
            long embedding,
            long head,
            long vision,
            Optional<Experts> experts,
            boolean vectors) {
        Shape withVision(long tower) {
            return new Shape(
                    attention,
                    hidden,
                    maxContext,
                    Math.addExact(parameters, tower),
                    embedding,
                    head,
                    tower,
                    experts,
                    vectors);
        }
    }

    private static Optional<Shape> family(ConfigTree tree) {
        return switch (tree.text("model_type")) {
            case "llama",
                    "mistral",
                    "qwen2",
                    "qwen3",
                    "phi3",
                    "granite",
                    "smollm3",
                    "olmo2",
                    "gemma",
                    "gemma2",
                    "gemma3_text",
                    "phi",
                    "mixtral",
                    "qwen2_moe",
                    "qwen3_moe",
                    "gpt_oss" -> Optional.of(DecoderConfig.read(tree));
            case "deepseek_v2", "deepseek_v3", "kimi_k2" -> Optional.of(LatentConfig.read(tree));
            case "bert", "roberta", "xlm-roberta", "nomic_bert", "modernbert" -> Optional.of(EncoderConfig.read(tree));
            case "qwen2_vl", "qwen2_5_vl" ->
                Optional.of(DecoderConfig.read(tree.object("text_config").orElse(tree))
                        .withVision(VisionConfig.read(tree)));
            case "gemma3",
                    "mistral3",
                    "llava",
                    "llava_next",
                    "idefics3",
                    "smolvlm",
                    "paligemma",
                    "qwen3_vl",
                    "qwen3_vl_moe",
                    "internvl" ->
                tree.object("text_config")
                        .flatMap(ConfigReader::text)
                        .map(shape -> shape.withVision(VisionConfig.read(tree)));
            default -> Optional.empty();
        };
    }

    private static Optional<Shape> text(ConfigTree tree) {
        return switch (tree.text("model_type")) {
            case "llama",
                    "mistral",
                    "qwen2",
                    "qwen3",
                    "gemma",
                    "gemma2",
                    "gemma3_text",
                    "phi3",
                    "qwen3_moe",
                    "qwen3_vl_text",
                    "qwen3_vl_moe_text" -> Optional.of(DecoderConfig.read(tree));
            default -> Optional.empty();
        };
    }

    private static ModelFacts facts(String id, ConfigTree tree, Shape shape, Checkpoint checkpoint, String source) {
        Quantization stored = StoredForm.of(tree);
        OptionalLong counted = stored == Quantization.NONE ? checkpoint.parameters() : OptionalLong.empty();
        long parameters = counted.orElse(shape.parameters());
        return new ModelFacts(
                id,
                new ModelSize(
                        parameters,
                        shape.experts().filter(each -> each.parameters() <= parameters),
                        shape.embedding(),
                        shape.head(),
                        shape.vision(),
                        stored,
                        checkpoint.loadedBytes()),
                shape.attention(),
                shape.hidden(),
                shape.maxContext(),
                shape.vectors(),
                source);
    }
}
