package dev.windrose.placement.fit;

import java.util.Locale;

/** How a checkpoint's weights are stored, by {@code quantization_config} (Transformers, quantization pages). */
final class StoredForm {
    private StoredForm() {}

    static Quantization of(ConfigTree config) {
        return config.object("quantization_config")
                .or(() -> config.object("compression_config"))
                .map(StoredForm::form)
                .orElse(Quantization.NONE);
    }

    private static Quantization form(ConfigTree given) {
        String method = given.text("quant_method").toLowerCase(Locale.ROOT);
        return switch (method) {
            case "fp8", "fbgemm_fp8" -> Quantization.FP8;
            case "awq" -> Quantization.AWQ;
            case "gptq", "auto-round" -> given.count("bits", 4) == 8 ? Quantization.INT8 : Quantization.GPTQ;
            case "mxfp4" -> Quantization.MXFP4;
            case "bitsandbytes" -> given.flag("load_in_4bit", false) ? Quantization.INT4 : Quantization.INT8;
            case "compressed-tensors" -> groups(given);
            case "modelopt" ->
                given.text("quant_algo").toUpperCase(Locale.ROOT).equals("FP8")
                        ? Quantization.FP8
                        : unknown(method + " " + given.text("quant_algo"));
            default -> unknown(method);
        };
    }

    private static Quantization groups(ConfigTree given) {
        return given.object("config_groups").map(ConfigTree::objects).stream()
                .flatMap(java.util.List::stream)
                .flatMap(group -> group.object("weights").stream())
                .findFirst()
                .map(weights -> switch (weights.count("num_bits")) {
                    case 4 -> Quantization.INT4;
                    case 8 -> weights.text("type").equals("float") ? Quantization.FP8 : Quantization.INT8;
                    default -> unknown("compressed-tensors with %d bits".formatted(weights.count("num_bits")));
                })
                .orElseGet(() -> unknown("compressed-tensors without weights"));
    }

    private static Quantization unknown(String form) {
        throw new ConfigTree.Unreadable("its weights are stored in a form that is not known (%s)"
                .formatted(form.isBlank() ? "no quant_method" : form));
    }
}
