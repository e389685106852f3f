package dev.windrose.placement.fit;

/**
 * The tower for images of a model for text and images: its blocks and the projector, without the few thousandths that
 * patches, positions and norms add. The count of the files, where known, makes the whole exact; this only says which part
 * stays in 16 bits.
 */
final class VisionConfig {
    private VisionConfig() {}

    static long read(ConfigTree whole) {
        return whole.object("vision_config")
                .map(tower -> tower(whole, tower))
                .orElseThrow(() -> new ConfigTree.Unreadable("vision_config is missing"));
    }

    private static long tower(ConfigTree whole, ConfigTree tower) {
        // Qwen2-VL calls the width of the text hidden_size there, and its own embed_dim.
        long hidden = tower.count("embed_dim", "hidden_size");
        long layers = tower.count("num_hidden_layers", "depth");
        long inner = tower.find("intermediate_size").map(Integer::longValue).orElseGet(() -> 4 * hidden);
        boolean gated = switch (tower.text("model_type")) {
            case "pixtral", "qwen2_5_vl" -> true;
            default -> tower.find("window_size").isPresent();
        };
        int text = whole.object("text_config")
                .flatMap(each -> each.find("hidden_size"))
                .or(() -> whole.find("hidden_size"))
                .orElse(0);
        long block = 4 * hidden * hidden + (gated ? 3 : 2) * hidden * inner;
        return Math.addExact(Math.multiplyExact(layers, block), 2 * hidden * text);
    }
}
